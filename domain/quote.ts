import type { MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity } from "./money.ts";
import type { YesPrice } from "./price.ts";

/**
 * Best bid and ask of a market's YES side; `null` where nobody quotes.
 * The NO side follows by `1 − p` and is never quoted on its own.
 */
export interface Quote {
  readonly marketId: MarketId;
  readonly yesBid: YesPrice | null;
  readonly yesAsk: YesPrice | null;
  /** The venue's time in Unix milliseconds, or our receipt time where the venue sends none. */
  readonly occurredAtMs: number;
}

/** One printed trade. */
export interface TradeTick {
  readonly marketId: MarketId;
  readonly tradeId: string;
  readonly yesPrice: YesPrice;
  readonly quantity: Quantity;
  readonly takerSide: Outcome;
  readonly occurredAtMs: number;
}

/** Total contracts bid on each side of a book, after one of its updates. */
export interface BookDepth {
  readonly marketId: MarketId;
  readonly yesBidDepth: Quantity;
  readonly noBidDepth: Quantity;
  readonly occurredAtMs: number;
}
