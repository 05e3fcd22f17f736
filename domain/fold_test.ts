import { assertEquals, assertThrows } from "@std/assert";
import { FoldError } from "./fold_error.ts";
import { contestantId, decisionId, fillId, orderId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { printUsd, quantity, usd } from "./money.ts";
import {
  InvalidFillError,
  InvalidTransitionError,
} from "./order_transitions.ts";
import { OversoldError } from "./position.ts";
import { yesPrice } from "./price.ts";
import { InvalidPhaseError } from "./settlement.ts";
import {
  booksOf,
  ENROLLED,
  FILLED,
  FINAL,
  MARKET,
  MIRROR,
  readOut,
  rowsOf,
  SETTLED,
  STORY,
  SUBMITTED,
} from "./testing/story.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "./testing/samples.ts";

Deno.test("ArenaBooks.apply() follows an order from submission to settlement", () => {
  const books = booksOf(STORY);
  const contestant = books.contestants.get(MIRROR);
  assertEquals(contestant && printUsd(contestant.cash), "1001.73");
  assertEquals(contestant && printUsd(contestant.realizedPnl), "1.80");
  assertEquals(contestant && printUsd(contestant.feesPaid), "0.07");
  assertEquals(
    [
      contestant?.orders,
      contestant?.fills,
      contestant?.wins,
      contestant?.losses,
    ],
    [1, 1, 1, 0],
  );
  assertEquals([...books.positions.all()], []);
  assertEquals(books.orders.working.size, 0);
  assertEquals(books.orders.get(SAMPLE_ORDER.id)?.status, "canceled");
  assertEquals(books.markets.get(MARKET)?.market.phase, "final");
  assertEquals(books.markets.get(MARKET)?.resolution, { kind: "yes" });
  assertEquals(books.ledger.total(), usd("0"));
  assertEquals([books.head.sequence, books.repeats], [8, 0]);
});

Deno.test("ArenaBooks.apply() ignores rows applied before and refuses a gap", () => {
  const rows = rowsOf(STORY);
  const books = booksOf(STORY);
  const before = readOut(books);
  for (const row of rows) assertEquals(books.apply(row), false);
  assertEquals(readOut(books), before);
  const [, second] = rowsOf([ENROLLED, ENROLLED], books.head);
  assertThrows(
    () => second && books.apply(second),
    FoldError,
    "next sequence must be 9: current value is 10",
  );
});

Deno.test("ArenaBooks.apply() counts repeated facts and changes nothing by them", () => {
  const repeated = [ENROLLED, SUBMITTED, FILLED, FINAL, SETTLED];
  const once = readOut(booksOf(STORY));
  const books = booksOf([...STORY, ...repeated]);
  assertEquals(books.repeats, repeated.length);
  assertEquals({ ...readOut(books), head: once.head, repeats: 0 }, once);
});

Deno.test("ArenaBooks.apply() books a fill that arrives after the cancel and after the settlement", () => {
  const late: JournalEntry = {
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_late"), quantity: quantity("6") },
  };
  const books = booksOf([...STORY, late]);
  assertEquals(books.orders.get(SAMPLE_ORDER.id)?.status, "filled");
  assertEquals(
    [...books.positions.in(MARKET)].map(({ quantity }) => quantity),
    [
      quantity("6"),
    ],
  );
  const again = {
    ...SETTLED,
    quantity: quantity("6"),
    cost: usd("3.30"),
    payout: usd("6"),
  } as const;
  const settled = booksOf([...STORY, late, again]);
  assertEquals([...settled.positions.all()], []);
  assertEquals(settled.settlements, 2);
});

Deno.test("ArenaBooks.apply() refuses what cannot have happened and stays as it was", () => {
  const held = STORY.slice(0, 5);
  const sale = {
    ...SAMPLE_ORDER,
    id: orderId("o_sale"),
    side: "sell" as const,
    status: "submitted" as const,
  };
  const cases: readonly [JournalEntry, new (text: string) => Error][] = [
    [{ kind: "order_accepted", orderId: orderId("o_unknown") }, FoldError],
    [{ kind: "order_accepted", orderId: sale.id }, InvalidTransitionError],
    [
      {
        kind: "order_filled",
        fill: {
          ...SAMPLE_FILL,
          id: fillId("f_2"),
          quantity: quantity("7"),
        },
      },
      InvalidFillError,
    ],
    [
      {
        kind: "order_filled",
        fill: {
          ...SAMPLE_FILL,
          id: fillId("f_3"),
          orderId: sale.id,
          side: "sell",
          quantity: quantity("5"),
        },
      },
      OversoldError,
    ],
    [{ ...SETTLED, quantity: quantity("3") }, FoldError],
    [{ ...SETTLED, outcome: "no" }, FoldError],
    [{ ...FINAL, resolution: null }, InvalidPhaseError],
    [{ ...FINAL, phase: "listed" }, InvalidPhaseError],
    [
      {
        kind: "decision_made",
        decision: {
          id: decisionId("d_9"),
          contestantId: contestantId("nobody"),
          marketId: MARKET,
          probabilityYes: 0.5,
          confidence: 0.5,
          reason: "",
          action: { kind: "hold" },
          causationId: "r_1",
          marketProbability: null,
          decidedAtMs: 1,
        },
      },
      FoldError,
    ],
  ];
  const story: JournalEntry[] = [
    ...held,
    { kind: "order_submitted", order: sale },
    { kind: "order_accepted", orderId: sale.id },
  ];
  for (const [entry, expected] of cases) {
    const books = booksOf(story);
    const before = readOut(books);
    const [row] = rowsOf([entry], books.head);
    assertThrows(() => row && books.apply(row), expected);
    assertEquals(readOut(books), before);
  }
});

Deno.test("ArenaBooks.apply() counts decisions and denials and keeps the newest mark and the peak", () => {
  const mark = (equity: string): JournalEntry => ({
    kind: "equity_marked",
    marks: [{
      contestantId: MIRROR,
      cash: usd("1000"),
      positionsAtBid: usd("0"),
      equity: usd(equity),
    }],
  });
  const books = booksOf([
    ENROLLED,
    {
      kind: "order_denied",
      order: { ...SAMPLE_ORDER, status: "denied" },
      code: "STALE_QUOTE",
      detail: "no quote",
    },
    mark("1100"),
    mark("900"),
  ]);
  const contestant = books.contestants.get(MIRROR);
  assertEquals([contestant?.orders, contestant?.denials], [0, 1]);
  assertEquals(contestant?.mark?.equity, usd("900"));
  assertEquals(contestant?.peakEquity, usd("1100"));
  assertEquals(books.orders.get(SAMPLE_ORDER.id)?.status, "denied");
});

Deno.test("ArenaBooks keeps the 200 orders closed last and knows the ids of all", () => {
  const entries: JournalEntry[] = [ENROLLED];
  for (let index = 0; index < 205; index++) {
    const id = orderId(`o_${index}`);
    entries.push(
      {
        kind: "order_submitted",
        order: { ...SAMPLE_ORDER, id, status: "submitted" },
      },
      { kind: "order_rejected", orderId: id, reason: "no" },
    );
  }
  const books = booksOf(entries);
  assertEquals(books.orders.closed.size, 200);
  assertEquals(books.orders.get(orderId("o_4")), null);
  assertEquals(books.orders.has(orderId("o_4")), true);
  const late: JournalEntry = {
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, orderId: orderId("o_4") },
  };
  for (const row of rowsOf([late], books.head)) books.apply(row);
  assertEquals([...books.positions.of(MIRROR)].length, 1);
});

Deno.test("wins and losses count positions by all cash that they cost and brought", () => {
  const buy = STORY.slice(0, 5);
  const sold = (price: string): JournalEntry[] => {
    const id = orderId("o_sale");
    return [
      {
        kind: "order_submitted",
        order: { ...SAMPLE_ORDER, id, side: "sell", status: "submitted" },
      },
      {
        kind: "order_filled",
        fill: {
          ...SAMPLE_FILL,
          id: fillId("f_sale"),
          orderId: id,
          side: "sell",
          price: { outcome: "yes", price: yesPrice(price) },
        },
      },
    ];
  };
  const tally = ["0.60", "0.585", "0.58"].map((price) => {
    const contestant = booksOf([...buy, ...sold(price)]).contestants.get(
      MIRROR,
    );
    return [contestant?.wins, contestant?.losses];
  });
  // Bought 4 at 0.55 for 2.20, fees 0.14 in all: 2.40 wins 0.06, 2.34 is even, 2.32 loses 0.02.
  assertEquals(tally, [[1, 0], [0, 0], [0, 1]]);
});
