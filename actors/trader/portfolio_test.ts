import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Decision } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import { contestantId, decisionId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import {
  SAMPLE_FILL,
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../domain/testing/samples.ts";
import {
  booksOf,
  ENROLLED,
  FINAL,
  MARKET,
  MIRROR,
  SETTLED,
} from "../../domain/testing/story.ts";
import { Portfolio } from "./portfolio.ts";

const DECISION: Decision = {
  id: decisionId("d_1"),
  contestantId: MIRROR,
  marketId: MARKET,
  probabilityYes: 0.6,
  confidence: 0.5,
  reason: "It looks like it.",
  action: {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: SAMPLE_ORDER.limit,
    ...IMMEDIATE,
  },
  causationId: "r_1",
  marketProbability: 0.55,
  decidedAtMs: 1_000,
};
const ORDER: Order = {
  ...SAMPLE_ORDER,
  id: deriveOrderId(DECISION.id),
  status: "submitted",
};
const DECIDED: JournalEntry = { kind: "decision_made", decision: DECISION };
const SUBMITTED: JournalEntry = { kind: "order_submitted", order: ORDER };
const FILLED: JournalEntry = {
  kind: "order_filled",
  fill: { ...SAMPLE_FILL, orderId: ORDER.id },
};
const CANCELED: JournalEntry = {
  kind: "order_canceled",
  orderId: ORDER.id,
  reason: "The rest found no counterparty.",
};
const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };

Deno.test("Portfolio takes a market's new terms, and leaves its phase to what the journal says of it", () => {
  const portfolio = new Portfolio(MIRROR);
  const closesAtMs = SAMPLE_MARKET.closesAtMs + 60_000;
  const entries: readonly JournalEntry[] = [
    LISTED,
    { ...FINAL, phase: "paused", resolution: null },
    { kind: "market_listed", market: { ...SAMPLE_MARKET, closesAtMs } },
  ];
  for (const entry of entries) portfolio.fold(entry, 1);
  assertEquals(portfolio.market(MARKET), {
    ...SAMPLE_MARKET,
    phase: "paused",
    closesAtMs,
  });
});

const STORY = [
  ENROLLED,
  LISTED,
  DECIDED,
  SUBMITTED,
  FILLED,
  CANCELED,
  FINAL,
  SETTLED,
];

/** Rows that the books take for repetitions when they come twice. */
const REPEATABLE: ReadonlySet<JournalEntry["kind"]> = new Set([
  "contestant_enrolled",
  "market_listed",
  "decision_made",
  "order_submitted",
  "order_filled",
  "position_settled",
]);

function portfolioOf(...entries: readonly JournalEntry[]): Portfolio {
  const portfolio = new Portfolio(MIRROR);
  for (const entry of entries) portfolio.fold(entry, 1_000);
  return portfolio;
}

Deno.test("Portfolio has the cash and contracts of the arena's books after every row, whatever rows repeat", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: STORY.length }),
    fc.array(fc.nat(), { maxLength: 6 }),
    (length, repeats) => {
      const entries: JournalEntry[] = STORY.slice(0, length);
      for (const at of repeats) {
        const index = at % entries.length;
        const entry = entries[index];
        if (entry !== undefined && REPEATABLE.has(entry.kind)) {
          entries.splice(index, 0, entry);
        }
      }
      const portfolio = portfolioOf(...entries);
      const books = booksOf(entries);
      assertEquals(portfolio.cash, books.contestants.get(MIRROR)?.cash);
      for (const outcome of ["yes", "no"] as const) {
        const key = { contestantId: MIRROR, marketId: MARKET, outcome };
        assertEquals(
          portfolio.held(MARKET)[outcome],
          books.positions.get(key).quantity,
        );
      }
    },
  ));
});

Deno.test("Portfolio.orders.isUnsettled() is true from a decision to trade until the order's end", () => {
  assertEquals(portfolioOf(ENROLLED, LISTED).orders.isUnsettled(MARKET), false);
  assertEquals(
    portfolioOf(ENROLLED, LISTED, DECIDED).orders.isUnsettled(MARKET),
    true,
  );
  assertEquals(
    portfolioOf(...STORY.slice(0, 5)).orders.isUnsettled(MARKET),
    true,
  );
  const ends: readonly JournalEntry[] = [
    CANCELED,
    { kind: "order_rejected", orderId: ORDER.id, reason: "No." },
    { kind: "order_expired", orderId: ORDER.id },
    {
      kind: "order_denied",
      order: { ...ORDER, status: "denied" },
      code: "STALE_QUOTE",
      detail: "There is no quote.",
    },
    {
      kind: "order_filled",
      fill: { ...SAMPLE_FILL, orderId: ORDER.id, quantity: quantity("10") },
    },
  ];
  for (const end of ends) {
    const portfolio = portfolioOf(ENROLLED, LISTED, DECIDED, end);
    assertEquals(portfolio.orders.isUnsettled(MARKET), false, end.kind);
  }
});

Deno.test("Portfolio.orders.isUnsettled() is false after a decision to hold", () => {
  const hold: JournalEntry = {
    kind: "decision_made",
    decision: { ...DECISION, action: { kind: "hold" } },
  };
  assertEquals(
    portfolioOf(ENROLLED, LISTED, hold).orders.isUnsettled(MARKET),
    false,
  );
});

Deno.test("Portfolio.orders.giveUp() gives up what has waited for too long, and never what has left", () => {
  const waiting = portfolioOf(ENROLLED, LISTED, DECIDED);
  waiting.orders.giveUp(1_000);
  assertEquals(waiting.orders.isUnsettled(MARKET), true);
  waiting.orders.giveUp(1_001);
  assertEquals(waiting.orders.isUnsettled(MARKET), false);
  // It was only slow: the order is out after all.
  waiting.fold(SUBMITTED, 1_000);
  assertEquals(waiting.orders.isUnsettled(MARKET), true);

  const left = portfolioOf(ENROLLED, LISTED, DECIDED, SUBMITTED);
  left.orders.giveUp(1_000_000);
  assertEquals(left.orders.isUnsettled(MARKET), true);
});

Deno.test("Portfolio knows nothing of what others decide, hold and earn", () => {
  const portfolio = new Portfolio(contestantId("hold"));
  for (const entry of STORY) portfolio.fold(entry, 1_000);
  assertEquals(
    [
      portfolio.isEnrolled,
      portfolio.cash,
      portfolio.orders.isUnsettled(MARKET),
    ],
    [false, usd("0"), false],
  );
  assertEquals(portfolio.held(MARKET), {
    yes: quantity("0"),
    no: quantity("0"),
  });
});

Deno.test("Portfolio.openMarkets() are those that take orders; one that is over is forgotten", () => {
  const portfolio = portfolioOf(LISTED);
  const change = (phase: "paused" | "open" | "closed") =>
    portfolio.fold({ ...FINAL, phase, resolution: null }, 1_000);
  const open = () => portfolio.openMarkets().map(({ id }) => id);
  assertEquals(open(), [MARKET]);
  change("paused");
  assertEquals(open(), []);
  change("open");
  portfolio.fold(LISTED, 1_000);
  assertEquals(open(), [MARKET]);
  change("closed");
  portfolio.fold(LISTED, 1_000);
  assertEquals(open(), []);
  portfolio.fold(FINAL, 1_000);
  assertEquals(portfolio.market(MARKET), undefined);
});

Deno.test("Portfolio does not take up a market that is over when it is listed", () => {
  const portfolio = portfolioOf({
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, phase: "final" },
  });
  assertEquals(portfolio.market(MARKET), undefined);
});

Deno.test("Portfolio.record() counts how the markets of one series resolved", () => {
  const portfolio = portfolioOf(LISTED, FINAL);
  assertEquals(portfolio.record(SAMPLE_MARKET), { yes: 1, no: 0 });
  assertEquals(
    portfolio.record({ ...SAMPLE_MARKET, ticker: "KXETH15M-1" }),
    { yes: 0, no: 0 },
  );
});
