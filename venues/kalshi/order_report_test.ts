import { assertEquals, assertThrows } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { contractsIn, fillOf, fillsOf, reportOf } from "./order_report.ts";
import { fillSchema, type KalshiFill } from "./portfolio_schema.ts";

const INTENT = {
  orderId: orderId("o_1"),
  contestantId: contestantId("momentum-live"),
} as const;

function row(fields: Record<string, unknown> = {}): KalshiFill {
  return fillSchema.parse({
    fill_id: "f-1",
    trade_id: "t-1",
    order_id: "v-1",
    ticker: "KXBTC15M-26JUN250030-30",
    outcome_side: "no",
    book_side: "ask",
    count_fp: "4.00",
    yes_price_dollars: "0.7000",
    no_price_dollars: "0.3000",
    fee_cost: "0.058800",
    is_taker: true,
    created_time: "2026-06-25T04:20:00.5Z",
    ...fields,
  });
}

Deno.test("fillOf() reads a fill on its order's scale, with its whole fee, by who took it", () => {
  const bought = fillOf(row(), { ...INTENT, side: "buy", outcome: "no" });
  assertEquals([bought.price, bought.quantity, bought.fee], [
    { outcome: "no", price: noPrice("0.3") },
    quantity("4"),
    usd("0.0588"),
  ]);
  assertEquals([bought.liquidity, bought.occurredAtMs], [
    "taker",
    Date.parse("2026-06-25T04:20:00.500Z"),
  ]);
  const sold = fillOf(row({ is_taker: false }), {
    ...INTENT,
    side: "sell",
    outcome: "yes",
  });
  assertEquals([sold.price, sold.liquidity], [
    { outcome: "yes", price: yesPrice("0.7") },
    "maker",
  ]);
});

Deno.test("fillOf() refuses a fill on the other side of the book than its order", () => {
  const wrong = [["buy", "yes"], ["sell", "no"]] as const;
  for (const [side, outcome] of wrong) {
    assertThrows(
      () => fillOf(row(), { ...INTENT, side, outcome }),
      RangeError,
      "must buy yes: current value is no",
    );
  }
});

Deno.test("reportOf() tells an order that ended at its time from one that was taken back", () => {
  const endsAtMs = 1_782_360_000_000;
  const row = { status: "canceled", expiration_time: endsAtMs } as const;
  const statusAt = (nowMs: number, changes = {}) =>
    reportOf({ ...row, ...changes }, [], nowMs).status;
  assertEquals(statusAt(endsAtMs), "expired");
  assertEquals(statusAt(endsAtMs - 1), "canceled");
  assertEquals(statusAt(endsAtMs, { expiration_time: null }), "canceled");
  assertEquals(statusAt(endsAtMs, { status: "executed" }), "filled");
  assertEquals(statusAt(endsAtMs, { status: "resting" }), "accepted");
});

Deno.test("fillsOf() leaves the records of other orders out, and contractsIn() adds the rest up", () => {
  const rows = [row(), row({ fill_id: "f-2", order_id: "v-2" }), row()];
  assertEquals(contractsIn(fillsOf("v-1", rows)), 8_000_000n);
});
