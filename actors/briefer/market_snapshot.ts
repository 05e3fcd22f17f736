import type { BookView } from "../../domain/book.ts";
import type { Market } from "../../domain/market.ts";
import { printQuantity, type Quantity } from "../../domain/money.ts";
import { type NoPrice, printPrice, type YesPrice } from "../../domain/price.ts";
import type { MidPoint } from "../../domain/price_history.ts";
import type { Quote } from "../../domain/quote.ts";
import type { SeriesRecord } from "../../domain/series_records.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import {
  type MarketSnapshot,
  SNAPSHOT_LIMITS,
  type SnapshotLevel,
} from "../../domain/snapshot.ts";

/** What is known of a market beside its listing. */
export interface MarketKnowledge {
  readonly quote: Quote | null;
  readonly history: readonly MidPoint[];
  /** The live book: it is read at once and not kept. */
  readonly book: BookView | null;
  readonly signals: readonly MarketSignal[];
  readonly summary: MarketSnapshot["summary"];
  readonly resolved: SeriesRecord;
}

/** Returns a market as it is at this moment, copied: nothing in it changes any more. */
export function marketSnapshot(
  market: Market,
  { quote, history, book, signals, summary, resolved }: MarketKnowledge,
): MarketSnapshot {
  return {
    id: market.id,
    venue: market.venue,
    ticker: market.ticker,
    eventTicker: market.eventTicker,
    title: market.title,
    rules: market.rules ?? null,
    phase: market.phase,
    strike: market.strike,
    opensAtMs: market.opensAtMs,
    closesAtMs: market.closesAtMs,
    yesBid: printed(quote?.yesBid ?? null),
    yesAsk: printed(quote?.yesAsk ?? null),
    quotedAtMs: quote?.occurredAtMs ?? null,
    yesBids: levels(book?.yesBids() ?? []),
    noBids: levels(book?.noBids() ?? []),
    history: history.slice(-SNAPSHOT_LIMITS.historyPoints),
    signals: [...signals],
    summary,
    resolved,
  };
}

function printed(price: YesPrice | null): string | null {
  return price === null ? null : printPrice(price);
}

function levels(
  bids: Iterable<
    { readonly price: YesPrice | NoPrice; readonly quantity: Quantity }
  >,
): readonly SnapshotLevel[] {
  const shown: SnapshotLevel[] = [];
  for (const { price, quantity } of bids) {
    if (shown.length === SNAPSHOT_LIMITS.levels) break;
    shown.push({
      price: printPrice(price),
      contracts: printQuantity(quantity),
    });
  }
  return shown;
}
