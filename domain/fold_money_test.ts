import { assertEquals, assertThrows } from "@std/assert";
import { FoldError } from "./fold_error.ts";
import { contestantId, decisionId, fillId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { quantity, usd } from "./money.ts";
import {
  booksOf,
  ENROLLED,
  FILLED,
  MARKET,
  MIRROR,
  mirrorOf,
  readOut,
  rowsOf,
  SETTLED,
  standingOf,
  STORY,
} from "./testing/story.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";

/** The story up to its result: 4 YES that cost 2.20 and a fee of 0.07 are held, the market is final. */
const HELD = STORY.slice(0, 7);
const LATE: JournalEntry = {
  kind: "order_filled",
  fill: { ...SAMPLE_FILL, id: fillId("f_late"), quantity: quantity("6") },
};

Deno.test("ArenaBooks.apply() books deposits and withdrawals against external capital, and no profit", () => {
  const moved = (amount: string): JournalEntry => ({
    kind: "capital_moved",
    contestantId: MIRROR,
    amount: usd(amount),
    equityBefore: usd("1000"),
    reason: "test",
  });
  const books = booksOf([ENROLLED, moved("500"), moved("-200")]);
  const { cash, netDeposits, realizedPnl } = mirrorOf(books);
  assertEquals([cash, netDeposits, realizedPnl], [
    usd("1300"),
    usd("300"),
    usd("0"),
  ]);
  assertEquals(
    books.ledger.balance({ kind: "external_capital" }),
    usd("-1300"),
  );
  assertEquals(books.ledger.total(), usd("0"));
});

Deno.test("ArenaBooks.apply() books funding either way, and what a model's calls cost", () => {
  const funding = (amount: string): JournalEntry => ({
    kind: "funding_charged",
    contestantId: MIRROR,
    marketId: MARKET,
    amount: usd(amount),
  });
  const inference: JournalEntry = {
    kind: "inference_charged",
    contestantId: MIRROR,
    decisionId: decisionId("d_1"),
    amount: usd("0.031"),
    model: "some/model",
  };
  const books = booksOf([
    ENROLLED,
    funding("1.50"),
    funding("-2"),
    inference,
    inference,
  ]);
  const { cash, fundingPaid, inferenceCost, realizedPnl } = mirrorOf(books);
  assertEquals([cash, fundingPaid, inferenceCost, realizedPnl], [
    usd("1000.438"),
    usd("-0.50"),
    usd("0.062"),
    usd("0"),
  ]);
  assertEquals(books.ledger.total(), usd("0"));
});

Deno.test("ArenaBooks.apply() brings cash to what the venue says", () => {
  const books = booksOf([ENROLLED, {
    kind: "balance_corrected",
    contestantId: MIRROR,
    amount: usd("-0.01"),
    reason: "The venue's fee was a cent higher.",
  }]);
  const { cash, corrected } = mirrorOf(books);
  assertEquals([cash, corrected], [usd("999.99"), usd("-0.01")]);
  assertEquals(books.ledger.total(), usd("0"));
});

Deno.test("ArenaBooks.apply() brings a position to what the venue says, from nothing and to nothing", () => {
  const corrected = (
    [before, after, costAfter]: readonly [string, string, string],
  ): JournalEntry => ({
    kind: "position_corrected",
    contestantId: MIRROR,
    marketId: MARKET,
    outcome: "yes",
    quantityBefore: quantity(before),
    quantityAfter: quantity(after),
    costAfter: usd(costAfter),
    reason: "test",
  });
  const cases = [
    [["4", "10", "5.00"], "2.80"],
    [["4", "1", "0.55"], "-1.65"],
    [["4", "0", "0"], "-2.20"],
  ] as const;
  for (const [changes, correction] of cases) {
    const books = booksOf([...HELD, corrected(changes)]);
    const held = books.positions.get({ ...SETTLED });
    assertEquals(
      [held.quantity, held.cost],
      [quantity(changes[1]), usd(changes[2])],
    );
    const { cash, corrected: booked } = mirrorOf(books);
    assertEquals([cash, booked], [usd("997.73"), usd(correction)]);
    assertEquals(books.ledger.total(), usd("0"));
  }
  const found = booksOf([ENROLLED, corrected(["0", "3", "1.20"])]);
  assertEquals([...found.positions.of(MIRROR)].length, 1);
  assertEquals(mirrorOf(found).corrected, usd("1.20"));
  const stale = booksOf(HELD);
  const [row] = rowsOf([corrected(["3", "0", "0"])], stale.head);
  assertThrows(() => row && stale.apply(row), FoldError, "value is 4000000");
});

Deno.test("a position that was corrected ends with a result that counts the correction as its cost", () => {
  const corrected: JournalEntry = {
    kind: "position_corrected",
    contestantId: MIRROR,
    marketId: MARKET,
    outcome: "yes",
    quantityBefore: quantity("4"),
    quantityAfter: quantity("10"),
    costAfter: usd("9.94"),
    reason: "test",
  };
  const settled = (payout: string): JournalEntry => ({
    ...SETTLED,
    quantity: quantity("10"),
    cost: usd("9.94"),
    payout: usd(payout),
  });
  const tally = ["10.02", "10.01", "10"].map((payout) => {
    const { wins, losses } = mirrorOf(
      booksOf([...HELD, corrected, settled(payout)]),
    );
    return [wins, losses];
  });
  // Paid 2.20 and a fee of 0.07, corrected by 7.74: 10.01 is even.
  assertEquals(tally, [[1, 0], [0, 0], [0, 1]]);
});

Deno.test("ArenaBooks.apply() refuses money for somebody who is not enrolled", () => {
  const who = { contestantId: contestantId("nobody") };
  const amount = usd("1");
  const entries: readonly JournalEntry[] = [
    {
      kind: "capital_moved",
      ...who,
      amount,
      equityBefore: amount,
      reason: "",
    },
    { kind: "funding_charged", ...who, marketId: MARKET, amount },
    { kind: "inference_charged", ...who, decisionId: null, amount, model: "m" },
    { kind: "balance_corrected", ...who, amount, reason: "" },
    { ...SETTLED, ...who },
    { ...SETTLED, ...who, kind: "settlement_reversed" },
  ];
  for (const entry of entries) {
    const books = booksOf(HELD);
    const before = readOut(books);
    const [row] = rowsOf([entry], books.head);
    assertThrows(() => row && books.apply(row), FoldError, '"nobody"');
    assertEquals(readOut(books), before);
  }
});

Deno.test("ArenaBooks.apply() lets rows of control steer, and move no money", () => {
  const scope = { kind: "contestant", contestantId: MIRROR } as const;
  const { orderId } = SAMPLE_FILL;
  const steering: readonly JournalEntry[] = [
    {
      kind: "trading_state_changed",
      scope,
      state: "halted",
      step: "pause",
      cause: "daily_loss",
      detail: "It lost 12 % today.",
      by: "arena",
    },
    { kind: "kill_switch_acknowledged", scope, canceled: 1, stillOpen: 0 },
    {
      kind: "venue_circuit_changed",
      venue: "kalshi",
      circuit: "open",
      detail: "Five errors in a row.",
    },
    { kind: "order_dead_lettered", orderId, reason: "No answer for an hour." },
    { kind: "order_dead_lettered", orderId, reason: "Said again." },
    {
      kind: "reconciliation_completed",
      venue: "kalshi",
      trigger: "periodic",
      ordersChecked: 1,
      fillsChecked: 1,
      positionsChecked: 1,
      balancesChecked: 1,
      differences: 0,
    },
    {
      kind: "twin_filled",
      orderId,
      quantity: quantity("4"),
      notional: usd("2.24"),
      fees: usd("0.07"),
    },
  ];
  const books = booksOf([...HELD, ...steering]);
  assertEquals(standingOf(books), standingOf(booksOf(HELD)));
  assertEquals(books.controls.stateOf(MIRROR), "halted");
  assertEquals(books.controls.standing(scope)?.sinceMs, 1_000);
  assertEquals(books.controls.circuitOf("kalshi"), "open");
  assertEquals(
    books.controls.deadLetters.get(orderId)?.reason,
    "No answer for an hour.",
  );
  assertEquals(books.controls.reconciled?.differences, 0);
  assertEquals(books.repeats, 1);
});

Deno.test("ArenaBooks.apply() follows an order through a refused cancel", () => {
  const { orderId } = SAMPLE_FILL;
  const requested: JournalEntry = {
    kind: "order_cancel_requested",
    orderId,
    reason: "Its contestant thought better of it.",
  };
  const rejected: JournalEntry = {
    kind: "order_cancel_rejected",
    orderId,
    reason: "too late",
  };
  const working = STORY.slice(0, 4);
  const status = (...more: readonly JournalEntry[]) =>
    booksOf([...working, ...more]).orders.get(orderId)?.status;
  assertEquals(status(requested), "pending_cancel");
  assertEquals(status(requested, rejected), "accepted");
  assertEquals(status(requested, FILLED, rejected), "partially_filled");
  assertEquals(status(FILLED, LATE, rejected), "filled");
});
