import { assertEquals, assertStrictEquals } from "@std/assert";
import { samplePerpetualChanges } from "./testing/perpetual_view_samples.ts";
import {
  isPerpetualChange,
  NO_PERPETUALS,
  type PerpetualViewChange,
  withPerpetual,
} from "./view_perpetuals.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

function folded(...changes: readonly PerpetualViewChange[]) {
  return changes.reduce(withPerpetual, NO_PERPETUALS);
}

Deno.test("withPerpetual() keeps a perpetual's newest prices, and passes over those of one that is not listed", () => {
  const [listed, priced] = samplePerpetualChanges("BTC");
  const [, strange] = samplePerpetualChanges("ETH");
  if (!listed || !priced || !strange) throw new Error("There are samples");
  assertEquals(
    folded(listed, priced, strange).markets.map(({ coin, bid, ask }) => [
      coin,
      bid,
      ask,
    ]),
    [["BTC", "66410.00", "66411.00"]],
  );
});

Deno.test("withPerpetual() has one line for each position, and none once it is closed", () => {
  const [, , opened, closed] = samplePerpetualChanges("BTC");
  const [, , other] = samplePerpetualChanges("ETH");
  if (!opened || !closed || !other) throw new Error("There are samples");
  const held = folded(opened, other, opened);
  assertEquals(held.positions.map(({ contestantId }) => contestantId), [
    "BTC",
    "ETH",
  ]);
  assertEquals(
    withPerpetual(held, closed).positions,
    held.positions.slice(1),
  );
});

Deno.test("withPerpetual() changes an order in its place, and keeps lists within their limits", () => {
  const ids = Array.from(
    { length: VIEW_LIMITS.orders + 5 },
    (_, at) => `${at}`,
  );
  const changes = ids.flatMap((id) =>
    samplePerpetualChanges(id).filter(({ kind }) =>
      kind !== "perpetual_market_changed" && kind !== "perpetual_prices_changed"
    )
  );
  const view = folded(...changes);
  assertEquals(
    [view.orders.length, view.fills.length, view.decisions.length],
    [VIEW_LIMITS.orders, VIEW_LIMITS.fills, VIEW_LIMITS.decisions],
  );
  const [, second] = view.orders;
  if (second === undefined) throw new Error("There are orders");
  const after = withPerpetual(view, {
    kind: "perpetual_order_changed",
    order: { ...second, status: "filled" },
  });
  assertEquals(after.orders[1]?.status, "filled");
  assertEquals(after.orders.length, view.orders.length);
  assertStrictEquals(after.fills, view.fills);
});

Deno.test("isPerpetualChange() tells what is about perpetuals", () => {
  assertEquals(
    samplePerpetualChanges("BTC").every((change) => isPerpetualChange(change)),
    true,
  );
  assertEquals(isPerpetualChange({ kind: "order_filled" }), false);
});
