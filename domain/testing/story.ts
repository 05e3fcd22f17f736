/**
 * One market's story as journal entries, and books folded from entries. Only tests import it.
 *
 * @module
 */
import type { Contestant } from "../contestant.ts";
import { ArenaBooks } from "../fold.ts";
import {
  type EntryOf,
  GENESIS_HEAD,
  type JournalEntry,
  type JournalHead,
  type JournalRow,
} from "../journal.ts";
import { chainRow } from "../journal_chain.ts";
import type { Posting } from "../ledger.ts";
import { quantity, usd } from "../money.ts";
import { SAMPLE_FILL, SAMPLE_MARKET, SAMPLE_ORDER } from "./samples.ts";

export const { contestantId: MIRROR, marketId: MARKET } = SAMPLE_ORDER;
export const ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: MIRROR,
  name: "Mirror",
  strategy: "market_mirror",
  startingBalance: usd("1000"),
};
export const SUBMITTED: JournalEntry = {
  kind: "order_submitted",
  order: { ...SAMPLE_ORDER, status: "initialized" },
};
export const FILLED: JournalEntry = { kind: "order_filled", fill: SAMPLE_FILL };
export const FINAL: EntryOf<"market_phase_changed"> = {
  kind: "market_phase_changed",
  marketId: MARKET,
  phase: "final",
  resolution: { kind: "yes" },
};
export const SETTLED: EntryOf<"position_settled"> = {
  kind: "position_settled",
  contestantId: MIRROR,
  marketId: MARKET,
  outcome: "yes",
  quantity: quantity("4"),
  cost: usd("2.20"),
  payout: usd("4"),
  resolution: { kind: "yes" },
};
export const STORY: readonly JournalEntry[] = [
  ENROLLED,
  { kind: "market_listed", market: SAMPLE_MARKET },
  SUBMITTED,
  { kind: "order_accepted", orderId: SAMPLE_ORDER.id },
  FILLED,
  {
    kind: "order_canceled",
    orderId: SAMPLE_ORDER.id,
    reason: "the rest of an ioc order",
  },
  FINAL,
  SETTLED,
];

export function rowsOf(
  entries: readonly JournalEntry[],
  after: JournalHead = GENESIS_HEAD,
): JournalRow[] {
  const rows: JournalRow[] = [];
  for (const entry of entries) {
    const previous = rows.at(-1) ?? after;
    rows.push(
      chainRow(previous, {
        entry,
        causationId: null,
        correlationId: null,
        occurredAtMs: 1_000,
        recordedAtMs: 1_000,
      }).row,
    );
  }
  return rows;
}

export function booksOf(entries: readonly JournalEntry[]): ArenaBooks {
  const books = new ArenaBooks();
  for (const row of rowsOf(entries)) books.apply(row);
  return books;
}

/** Everything that can be read from books, for comparing two of them. */
export function readOut(books: ArenaBooks) {
  return {
    head: books.head,
    contestants: [...books.contestants.values()],
    markets: [...books.markets.values()],
    working: [...books.orders.working.values()],
    closed: [...books.orders.closed.values()],
    positions: [...books.positions.all()],
    ledger: [...books.ledger.balances()],
    counts: [books.decisions, books.fills, books.signals, books.settlements],
    repeats: books.repeats,
  };
}

/** What the books of the story's contestant say. */
export function mirrorOf(books: ArenaBooks): Contestant {
  const mirror = books.contestants.get(MIRROR);
  if (mirror === undefined) {
    throw new Error(
      "Cannot read the books as the mirror must be enrolled: current value is nobody",
    );
  }
  return mirror;
}

/** Everything that books hold, without how they came to it: equal for a history and one that was taken back. */
export function standingOf(books: ArenaBooks) {
  const { head: _head, repeats: _repeats, ...rest } = readOut(books);
  const place = ({ account }: Posting) => JSON.stringify(account);
  return {
    ...rest,
    ledger: rest.ledger.toSorted((left, right) =>
      place(left) < place(right) ? -1 : 1
    ),
    contestants: rest.contestants.map((
      { lossesInARow: _row, lostAtMs: _at, ...contestant },
    ) => contestant),
  };
}
