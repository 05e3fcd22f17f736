import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf } from "../../domain/journal.ts";
import { isSameResolution, type Resolution } from "../../domain/market.ts";
import { isSettling, settlementPayout } from "../../domain/settlement.ts";

/** A row that pays out of a market, or takes such a payment back. */
export type SettlementRow = EntryOf<"position_settled" | "settlement_reversed">;

/**
 * Returns what a market has to pay, or to take back, to stand as its phase and resolution say. It goes by what
 * is so and not by what has just happened: whatever was missed, the same rows follow.
 *
 * What was paid on another result, or on one that is no longer final, is taken back first, the newest payment
 * before the others; positions are paid once nothing is left to take back. That waits for orders in the market
 * that are still open: their fills would change what has to be paid. On a result that is held nothing is paid.
 */
export function settlementRowsDue(
  books: ArenaBooks,
  marketId: MarketId,
): readonly SettlementRow[] {
  const result = finalResult(books, marketId);
  const reversals = wronglyPaid(books, marketId, result)
    .map((settled) => ({ kind: "settlement_reversed" as const, ...settled }))
    .reverse();
  if (reversals.length > 0 || result === null) return reversals;
  if (books.holds.isHeld(marketId, result)) return [];
  if (hasWorkingOrder(books, marketId)) return [];
  return [...books.positions.in(marketId)].map((position) => ({
    kind: "position_settled",
    ...position,
    payout: settlementPayout(result, position),
    resolution: result,
  }));
}

/** Returns the markets in which something may have to be paid or taken back, each once. */
export function marketsToSettle(books: ArenaBooks): readonly MarketId[] {
  const held = [...books.positions.all()].map(({ marketId }) => marketId);
  const wrong = [...books.markets.keys()].filter((id) =>
    wronglyPaid(books, id, finalResult(books, id)).length > 0
  );
  return [...new Set([...wrong, ...held])];
}

function finalResult(books: ArenaBooks, id: MarketId): Resolution | null {
  const standing = books.markets.get(id);
  if (standing === undefined || !isSettling(standing.market.phase)) return null;
  return standing.resolution;
}

function wronglyPaid(
  books: ArenaBooks,
  id: MarketId,
  result: Resolution | null,
) {
  return books.settledIn(id).filter(({ resolution }) =>
    !isSameResolution(resolution, result)
  );
}

function hasWorkingOrder(books: ArenaBooks, id: MarketId): boolean {
  for (const order of books.orders.working.values()) {
    if (order.marketId === id) return true;
  }
  return false;
}
