import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { add, type Quantity, quantity, usd, type UsdMicros } from "./money.ts";
import {
  emptyPosition,
  equityAtBid,
  filledPosition,
  OversoldError,
  type Position,
  releasedCost,
} from "./position.ts";
import { yesPrice } from "./price.ts";
import type { Quote } from "./quote.ts";
import { SAMPLE_FILL, SAMPLE_MARKET } from "./testing/samples.ts";

const EMPTY = emptyPosition(SAMPLE_FILL);
const QUOTE: Quote = {
  marketId: SAMPLE_MARKET.id,
  yesBid: yesPrice("0.55"),
  yesAsk: yesPrice("0.58"),
  occurredAtMs: 1,
};

function holding(outcome: "yes" | "no", contracts: string): Position {
  return { ...EMPTY, outcome, quantity: quantity(contracts), cost: usd("1") };
}

Deno.test("filledPosition() adds purchases and releases cost pro rata on a sale", () => {
  const bought = filledPosition(EMPTY, SAMPLE_FILL);
  assertEquals([bought.quantity, bought.cost], [quantity("4"), usd("2.20")]);
  const sold = filledPosition(bought, {
    ...SAMPLE_FILL,
    side: "sell",
    quantity: quantity("1"),
  });
  assertEquals([sold.quantity, sold.cost], [quantity("3"), usd("1.65")]);
});

Deno.test("filledPosition() refuses a sale of more than is held", () => {
  assertThrows(
    () => filledPosition(EMPTY, { ...SAMPLE_FILL, side: "sell" }),
    OversoldError,
    "must be <= 0: current value is 4000000",
  );
});

Deno.test("releasedCost() over any sequence of sales releases exactly the cost", () => {
  fc.assert(fc.property(
    fc.bigInt(0n, 10n ** 12n),
    fc.array(fc.bigInt(1n, 10n ** 9n), { minLength: 1, maxLength: 12 }),
    (cost, sales) => {
      const total = sales.reduce((sum, sale) => sum + sale, 0n);
      let position: Position = {
        ...EMPTY,
        quantity: total as Quantity,
        cost: cost as UsdMicros,
      };
      let released = usd("0");
      for (const sale of sales) {
        const part = releasedCost(position, sale as Quantity);
        released = add(released, part);
        position = {
          ...position,
          quantity: (position.quantity - sale) as Quantity,
          cost: (position.cost - part) as UsdMicros,
        };
        assertEquals(position.cost >= 0n, true);
      }
      assertStrictEquals(released as bigint, cost);
      assertStrictEquals(position.cost as bigint, 0n);
    },
  ));
});

/** What one position is worth at a quote; `null` where it has no mark. */
function markOf(position: Position, quote: Quote | null): UsdMicros | null {
  const equity = equityAtBid(usd("0"), [position], () => quote);
  return equity.kind === "marked" ? equity.positionsAtBid : null;
}

Deno.test("equityAtBid() marks YES at the YES bid and NO at 1 − the YES ask", () => {
  assertEquals(markOf(holding("yes", "10"), QUOTE), usd("5.50"));
  assertEquals(markOf(holding("no", "10"), QUOTE), usd("4.20"));
});

Deno.test("equityAtBid() has no mark where nobody bids", () => {
  const oneSided = { ...QUOTE, yesBid: null };
  assertEquals(markOf(holding("yes", "10"), oneSided), null);
  assertEquals(markOf(holding("no", "10"), oneSided), usd("4.20"));
  assertEquals(markOf(holding("no", "10"), { ...QUOTE, yesAsk: null }), null);
  assertEquals(markOf(holding("yes", "10"), null), null);
});

Deno.test("equityAtBid() adds cash and positions, and names what has no mark instead of counting 0", () => {
  const positions = [holding("yes", "10"), holding("no", "10")];
  assertEquals(equityAtBid(usd("100"), positions, () => QUOTE), {
    kind: "marked",
    positionsAtBid: usd("9.70"),
    equity: usd("109.70"),
  });
  assertEquals(
    equityAtBid(usd("100"), positions, () => ({ ...QUOTE, yesAsk: null })),
    { kind: "unmarked", missing: [holding("no", "10")] },
  );
});
