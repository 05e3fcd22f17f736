import { assertEquals } from "@std/assert";
import { contestantId, fillId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { VenueFunds } from "./venue_funds.ts";

const A = contestantId("a");
const B = contestantId("b");

/** An order of A's at Kalshi for ten contracts. */
function orderOf(id: string) {
  return {
    ...SAMPLE_ORDER,
    id: orderId(id),
    contestantId: A,
    venue: "kalshi",
  } as const;
}

function fundsOf(cash: string): VenueFunds {
  const funds = new VenueFunds();
  const balances = [{ contestantId: A, cash: usd(cash) }];
  funds.report({ venue: "kalshi", balances });
  return funds;
}

function fillOf(id: string, contracts: string): JournalEntry {
  const fill = { ...SAMPLE_FILL, id: fillId(`f_${id}_${contracts}`) };
  return {
    kind: "order_filled",
    fill: { ...fill, orderId: orderId(id), quantity: quantity(contracts) },
  };
}

Deno.test("VenueFunds.free() is what the venue said last, less what orders may cost that passed since", () => {
  const silent = new VenueFunds();
  silent.spend(orderOf("o_0"), usd("1"));
  assertEquals(silent.free("kalshi", A), null);
  const funds = fundsOf("10");
  funds.spend(orderOf("o_1"), usd("4"));
  funds.spend(orderOf("o_2"), usd("1"));
  assertEquals(
    [
      funds.free("kalshi", A),
      funds.free("kalshi", B),
      funds.free("polymarket", A),
    ],
    [usd("5"), null, null],
  );
  funds.report({
    venue: "kalshi",
    balances: [{ contestantId: A, cash: usd("5.5") }],
  });
  assertEquals(funds.free("kalshi", A), usd("5.5"));
});

const ENDS: readonly JournalEntry[] = [
  {
    kind: "order_denied",
    order: { ...orderOf("o_1"), status: "denied" },
    code: "TRADING_HALTED",
    detail: "The venue has not accounted for 1 earlier orders yet.",
  },
  { kind: "order_rejected", orderId: orderId("o_1"), reason: "No." },
  { kind: "order_canceled", orderId: orderId("o_1"), reason: "No rest." },
  { kind: "order_expired", orderId: orderId("o_1") },
];

for (const end of ENDS) {
  Deno.test(`VenueFunds.fold() gives back what an order did not cost that ends with ${end.kind}`, () => {
    const funds = fundsOf("10");
    funds.spend(orderOf("o_1"), usd("6"));
    funds.spend(orderOf("o_2"), usd("1"));
    funds.fold(end);
    assertEquals(funds.free("kalshi", A), usd("9"));
    funds.fold(end);
    assertEquals(funds.free("kalshi", A), usd("9"));
  });
}

Deno.test("VenueFunds.fold() leaves off what fills cost, fees included, once their order is over", () => {
  const funds = fundsOf("10");
  funds.spend(orderOf("o_1"), usd("6"));
  funds.spend(orderOf("o_2"), usd("6"));
  assertEquals(funds.free("kalshi", A), usd("-2"));
  // 4 x 0.55 and 0.07; the rest of the order may still cost its part.
  funds.fold(fillOf("o_1", "4"));
  assertEquals(funds.free("kalshi", A), usd("-2"));
  funds.fold(fillOf("o_1", "6"));
  assertEquals(funds.free("kalshi", A), usd("-1.64"));
  funds.fold(fillOf("o_2", "4"));
  funds.fold({ kind: "order_expired", orderId: orderId("o_2") });
  assertEquals(funds.free("kalshi", A), usd("2.09"));
});

Deno.test("VenueFunds.fold() gives nothing back of orders that the venue's word is newer than", () => {
  const funds = fundsOf("10");
  funds.spend(orderOf("o_1"), usd("6"));
  const balances = [{ contestantId: A, cash: usd("4") }];
  funds.report({ venue: "kalshi", balances });
  funds.fold({ kind: "order_expired", orderId: orderId("o_1") });
  assertEquals(funds.free("kalshi", A), usd("4"));
});
