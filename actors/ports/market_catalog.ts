import type { NoLevel, YesLevel } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Market, Resolution, VenueId } from "../../domain/market.ts";
import type { Quantity } from "../../domain/money.ts";
import type { YesPrice } from "../../domain/price.ts";
import type { Quote, TradeTick } from "../../domain/quote.ts";

/** Which of a venue's open markets are wanted. What is left out does not narrow. */
export interface MarketFilter {
  /** Words that must all be in title or ticker, in any case. */
  readonly search?: string;
  readonly category?: string;
  readonly tag?: string;
  readonly series?: string;
  /** Only markets that close within this many milliseconds from now, above 0. */
  readonly closesWithinMs?: number;
}

/** A market as a catalog lists it. */
export interface CatalogEntry {
  readonly market: Market;
  readonly quote: Quote;
  readonly volume: Quantity;
  /** Set from `proposed` on. */
  readonly resolution: Resolution | null;
}

/** Some of the markets that a filter lets through. */
export interface CatalogPage {
  readonly entries: readonly CatalogEntry[];
  /** Where the next page begins, in the venue's own words; `null` on the last one. */
  readonly cursor: string | null;
  /** One sentence for each row that did not decode. */
  readonly rejections: readonly string[];
}

/** Everything that a venue says of one market beside its prices. */
export interface MarketDetails extends CatalogEntry {
  /** How the market resolves, in the venue's words. */
  readonly rules: string;
  readonly category: string;
  readonly series: string;
  readonly tags: readonly string[];
  /** Who tells the outcome. */
  readonly sources: readonly string[];
}

/** A market's prices over one period, on the YES scale; `null` where nobody traded. */
export interface Candle {
  /** Unix milliseconds. */
  readonly endsAtMs: number;
  readonly traded: {
    readonly open: YesPrice;
    readonly high: YesPrice;
    readonly low: YesPrice;
    readonly close: YesPrice;
  } | null;
  readonly bidAtClose: YesPrice;
  readonly askAtClose: YesPrice;
  readonly volume: Quantity;
}

/** Which candles are wanted. Times are Unix milliseconds. */
export interface CandleSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly periodMinutes: 1 | 60 | 1_440;
}

/** A book as it stood at one moment, best levels first. */
export interface BookPicture {
  readonly yesBids: readonly YesLevel[];
  readonly noBids: readonly NoLevel[];
}

/** Looks a venue's markets up, for people and for whoever chooses what to follow. Every call throws if the venue cannot be asked now. */
export interface MarketCatalog {
  readonly venue: VenueId;
  /** Returns the page at `cursor`, the first one at `null`. */
  list(
    filter: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<CatalogPage>;
  details(id: MarketId, signal: AbortSignal): Promise<MarketDetails>;
  book(id: MarketId, signal: AbortSignal): Promise<BookPicture>;
  /** Returns up to `limit` trades, newest first. */
  trades(
    id: MarketId,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TradeTick[]>;
  candles(
    id: MarketId,
    span: CandleSpan,
    signal: AbortSignal,
  ): Promise<readonly Candle[]>;
}
