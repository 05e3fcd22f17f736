import type { MarketId } from "./ids.ts";
import { type YesPrice, yesPriceFromMicros } from "./price.ts";
import type { Quote } from "./quote.ts";

/** What the middle of a market's bid and ask did over a while: first, highest, lowest and last. */
export interface PriceSpan {
  readonly open: YesPrice;
  readonly high: YesPrice;
  readonly low: YesPrice;
  readonly close: YesPrice;
  /** Quotes that came meanwhile; 0 where the price only stood. */
  readonly quotes: number;
}

/** What a price did up to a time. */
export interface PricePoint extends PriceSpan {
  readonly marketId: MarketId;
  /** Unix milliseconds, of its end. */
  readonly atMs: number;
}

/** What a price did from one time to another. */
export interface PriceBar extends PriceSpan {
  readonly marketId: MarketId;
  /** Unix milliseconds. */
  readonly fromMs: number;
  /** Unix milliseconds. */
  readonly untilMs: number;
}

/** Returns the middle of bid and ask, rounded down to the micro-dollar; `null` unless both sides are quoted. */
export function midPrice(
  { yesBid, yesAsk }: Pick<Quote, "yesBid" | "yesAsk">,
): YesPrice | null {
  if (yesBid === null || yesAsk === null) return null;
  return yesPriceFromMicros((yesBid + yesAsk) / 2n);
}

/** Returns a span in which the price stood. */
export function standingSpan(price: YesPrice): PriceSpan {
  return { open: price, high: price, low: price, close: price, quotes: 0 };
}

/** Returns what both spans did, the later after the earlier. */
export function joinedSpan(earlier: PriceSpan, later: PriceSpan): PriceSpan {
  return {
    open: earlier.open,
    high: later.high > earlier.high ? later.high : earlier.high,
    low: later.low < earlier.low ? later.low : earlier.low,
    close: later.close,
    quotes: earlier.quotes + later.quotes,
  };
}
