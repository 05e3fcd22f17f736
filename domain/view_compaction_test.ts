import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  SAMPLE_ORIGIN,
  sampleFill,
  sampleOrder,
} from "./testing/view_samples.ts";
import { viewChanges } from "./testing/view_arbitraries.ts";
import { compacted } from "./view_compaction.ts";
import type { ArenaView } from "./view.ts";
import type { ViewChange } from "./view_delta.ts";
import { VIEW_LIMITS } from "./view_limits.ts";
import { emptyView, reduce } from "./view_reducer.ts";

function viewAfter(
  changes: readonly ViewChange[],
  before: ArenaView = emptyView(SAMPLE_ORIGIN),
): ArenaView {
  return changes
    .map((change, index) => ({ ...change, seq: before.seq + index + 1 }))
    .reduce(reduce, before);
}

/**
 * Changes of a few more orders than are listed, so that some are told of again after they have left the list, and of
 * many more, so that most leave it for good.
 */
const orderChanges: fc.Arbitrary<ViewChange> = fc.record({
  number: fc.oneof(
    fc.nat({ max: VIEW_LIMITS.orders + 40 }),
    fc.integer({ min: 1_000, max: 100_000 }),
  ),
  quantity: fc.nat(),
}).map(({ number, quantity }) => ({
  kind: "order_changed",
  order: { ...sampleOrder(`o_${number}`), quantity: String(quantity) },
}));

Deno.test("compacted() leaves out only what makes no difference to the view, in one go or in parts", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(viewChanges, orderChanges, orderChanges), {
        maxLength: 600,
        size: "max",
      }),
      fc.nat(),
      (changes, anywhere) => {
        const cut = anywhere % (changes.length + 1);
        const first = viewAfter(compacted(changes.slice(0, cut)));
        const all = viewAfter(
          compacted(changes.slice(cut), first.orders),
          first,
        );
        assertEquals({ ...all, seq: 0 }, { ...viewAfter(changes), seq: 0 });
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

Deno.test("compacted() keeps of many changes of one order the newest", () => {
  const change = (quantity: string): ViewChange => ({
    kind: "order_changed",
    order: { ...sampleOrder("o_1"), quantity },
  });
  const changes = ["1", "2", "3"].map(change);
  assertEquals(compacted(changes), changes.slice(-1));
  assert(compacted([]).length === 0);
});

Deno.test("compacted() tells an order in the place of its first change, and none that is not listed in the end", () => {
  const change = (id: string, quantity = "1"): ViewChange => ({
    kind: "order_changed",
    order: { ...sampleOrder(id), quantity },
  });
  const fill: ViewChange = { kind: "order_filled", fill: sampleFill("f_1") };
  assertEquals(
    compacted([change("o_1"), change("o_2"), fill, change("o_1", "2")]),
    [change("o_1", "2"), change("o_2"), fill],
  );
  const many = Array.from(
    { length: 3 * VIEW_LIMITS.orders },
    (_, index) => change(`o_${index}`),
  );
  assertEquals(compacted(many), many.slice(-VIEW_LIMITS.orders));
});
