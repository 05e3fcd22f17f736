import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  SAMPLE_ORIGIN,
  sampleFill,
  sampleOrder,
} from "../../domain/testing/view_samples.ts";
import { viewChanges } from "../../domain/testing/view_arbitraries.ts";
import type { ArenaView } from "../../domain/view.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { emptyView, reduce } from "../../domain/view_reducer.ts";
import { withNewestOrders } from "./newest_orders.ts";

function viewAfter(changes: readonly ViewChange[]): ArenaView {
  const view = changes.map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN));
  return { ...view, seq: 0 };
}

Deno.test("withNewestOrders() leads to the same view as all changes do", () => {
  fc.assert(
    fc.property(
      fc.array(viewChanges, { maxLength: VIEW_LIMITS.orders, size: "max" }),
      (changes) => {
        const fewer = withNewestOrders(changes);
        assertEquals(viewAfter(fewer), viewAfter(changes));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("withNewestOrders() tells an order once, as it is in the end, in the place of its first change", () => {
  const fill: ViewChange = { kind: "order_filled", fill: sampleFill("f_1") };
  const order = (...spec: Parameters<typeof sampleOrder>): ViewChange => ({
    kind: "order_changed",
    order: sampleOrder(...spec),
  });
  const changes = [
    order("o_1"),
    order("o_2"),
    order("o_1", "accepted"),
    fill,
    order("o_1", "filled"),
  ];
  assertEquals(withNewestOrders(changes), [
    order("o_1", "filled"),
    order("o_2"),
    fill,
  ]);
});
