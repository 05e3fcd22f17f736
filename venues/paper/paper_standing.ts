import type { VenuePosition } from "../../actors/ports/execution.ts";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { Fill } from "../../domain/fill.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
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
  const books = new ArenaBooks();
  const fills = new Map<OrderId, Fill[]>();
  await new JournalCursor(journal, (row) => {
    if (books.apply(row)) keepFills(row.entry, books, fills);
  }).catchUp();
  const orders = [...books.orders.working.values()];
  return {
    markets: marketsOf(orders, books),
    orders,
    fills: orders.flatMap(({ id }) => fills.get(id) ?? []),
    positions: [...books.positions.all()].filter(({ marketId }) =>
      !isPaidOut(marketId, books)
    ),
    perpetuals: [...books.perpetuals.all()],
  };
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
