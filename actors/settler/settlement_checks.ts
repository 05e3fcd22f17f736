import type { ArenaBooks } from "../../domain/fold.ts";
import type { EntryOf } from "../../domain/journal.ts";
import {
  type CheckRule,
  settlementNotes,
} from "../../domain/settlement_check.ts";
import type { MarketPrices } from "./market_prices.ts";
import type { ReportedPhase } from "./phase_news.ts";

/** How results are checked. */
export interface SettlementCheckOptions extends CheckRule {
  /** Whether a doubtful result is held for an operator, or only noted. */
  readonly holds: boolean;
}

/** What results are checked with. */
export interface CheckScene {
  readonly books: ArenaBooks;
  readonly prices: MarketPrices;
}

/**
 * Returns the row about a result that is doubtful; `null` where it is not, was doubted before, or matters to nobody:
 * the market is no event, and nobody holds or wants any of it, or results are not checked. A result itself is never changed.
 */
export function doubtAbout(
  { change: { marketId, resolution }, occurredAtMs }: ReportedPhase,
  { books, prices }: CheckScene,
  options: SettlementCheckOptions | undefined,
): EntryOf<"settlement_checked"> | null {
  if (options === undefined) return null;
  const { holds, ...rule } = options;
  const market = books.markets.get(marketId)?.market;
  if (market === undefined || resolution === null) return null;
  if (books.holds.about(marketId, resolution) !== null) return null;
  const positions = [...books.positions.in(marketId)].length;
  const isWanted = [...books.orders.working.values()]
    .some((order) => order.marketId === marketId);
  const isEvent = books.events.standings.has(marketId);
  if (positions === 0 && !isWanted && !isEvent) return null;
  const notes = settlementNotes({
    market,
    resolution,
    occurredAtMs,
    lastPrice: prices.lastPriceOf(marketId),
    positions,
  }, rule);
  if (notes.length === 0) return null;
  const quote = prices.quoteOf(marketId);
  return {
    kind: "settlement_checked",
    marketId,
    resolution,
    notes,
    isHeld: holds,
    lastQuote: quote === null ? null : {
      yesBid: quote.yesBid,
      yesAsk: quote.yesAsk,
      occurredAtMs: quote.occurredAtMs,
    },
  };
}
