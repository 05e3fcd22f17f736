import type { VenuePosition } from "../../actors/ports/execution.ts";
import type { JointReading } from "../../actors/ports/joint_reading.ts";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { Fill } from "../../domain/fill.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import { isSettling } from "../../domain/settlement.ts";

/** What the paper exchange had when its process ended. */
export interface PaperStanding {
  /** The markets of the orders. */
  readonly markets: readonly Market[];
  /** Orders that were not over, the oldest first. */
  readonly orders: readonly Order[];
  /** Their fills, the oldest first. */
  readonly fills: readonly Fill[];
  /** What was held in markets that have not been paid out. */
  readonly positions: readonly VenuePosition[];
  /** What was held of perpetuals. */
  readonly perpetuals: readonly PerpetualPosition[];
}

/** Returns what the journal says of everybody, as if all of them traded on paper. */
export async function paperStanding(journal: Journal): Promise<PaperStanding> {
  const fold = new StandingFold(new ArenaBooks());
  await new JournalCursor(journal, (row) => fold.apply(row)).catchUp();
  return fold.standing();
}

/**
 * Tells `restore` what the journal says of everybody, as if all of them traded on paper: as soon as `reading` is over,
 * and before anybody of the reading goes on.
 */
export function recoverPaper(
  reading: JointReading,
  restore: (standing: PaperStanding) => void,
): void {
  const fold = new StandingFold(reading.books());
  reading.join({
    take(row) {
      fold.apply(row);
      return true;
    },
    end: () => restore(fold.standing()),
  });
}

/** What the journal says of everybody, row by row. */
class StandingFold {
  readonly #books: ArenaBooks;
  readonly #fills = new Map<OrderId, Fill[]>();

  constructor(books: ArenaBooks) {
    this.#books = books;
  }

  apply(row: JournalRow): void {
    if (!this.#books.apply(row)) return;
    keepFills(row.entry, this.#books, this.#fills);
  }

  standing(): PaperStanding {
    const books = this.#books;
    const orders = [...books.orders.working.values()];
    return {
      markets: marketsOf(orders, books),
      orders,
      fills: orders.flatMap(({ id }) => this.#fills.get(id) ?? []),
      positions: [...books.positions.all()].filter(({ marketId }) =>
        !isPaidOut(marketId, books)
      ),
      perpetuals: [...books.perpetuals.all()],
    };
  }
}

/** Returns what of `standing` is the paper exchange's: what others have is at the venue. */
export function standingOnPaper(
  standing: PaperStanding,
  isPaper: (contestantId: ContestantId) => boolean,
): PaperStanding {
  const isOnPaper = (owned: { readonly contestantId: ContestantId }) =>
    isPaper(owned.contestantId);
  const orders = standing.orders.filter(isOnPaper);
  const markets = new Set(orders.map(({ marketId }) => marketId));
  return {
    markets: standing.markets.filter(({ id }) => markets.has(id)),
    orders,
    fills: standing.fills.filter(isOnPaper),
    positions: standing.positions.filter(isOnPaper),
    perpetuals: standing.perpetuals.filter(isOnPaper),
  };
}

/** Keeps the fills of orders that are not over, and of no others: a journal may have millions. */
function keepFills(
  entry: JournalEntry,
  { orders }: ArenaBooks,
  kept: Map<OrderId, Fill[]>,
): void {
  switch (entry.kind) {
    case "order_filled": {
      const { fill } = entry;
      const before = kept.get(fill.orderId);
      if (!orders.working.has(fill.orderId)) kept.delete(fill.orderId);
      else if (before === undefined) kept.set(fill.orderId, [fill]);
      else before.push(fill);
      return;
    }
    case "order_canceled":
    case "order_expired":
      kept.delete(entry.orderId);
  }
}

function marketsOf(
  orders: readonly Order[],
  { markets }: ArenaBooks,
): readonly Market[] {
  const ids = new Set(orders.map(({ marketId }) => marketId));
  return [...ids].flatMap((id) => markets.get(id)?.market ?? []);
}

function isPaidOut(id: MarketId, { markets }: ArenaBooks): boolean {
  const phase = markets.get(id)?.market.phase;
  return phase !== undefined && isSettling(phase);
}
