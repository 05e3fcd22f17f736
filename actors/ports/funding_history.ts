import type { MarketId } from "../../domain/ids.ts";
import type { PerpetualPrice } from "../../domain/perpetual.ts";
import type { FundingRate } from "../../domain/perpetual_funding.ts";

/** What an hour of a perpetual cost, as its venue tells afterwards. */
export interface PastFunding {
  readonly marketId: MarketId;
  /** The full hour at which it was charged, Unix milliseconds. */
  readonly atMs: number;
  readonly fundingRate: FundingRate;
  /** What the perpetual traded at then: no history tells the oracle's price. */
  readonly price: PerpetualPrice;
}

/** Full hours, both of them included, in Unix milliseconds. */
export interface HourRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Rates of hours that are over, for what was held while nobody listened. */
export interface FundingHistory {
  /**
   * Returns what is known of hours of one perpetual, in no order. Hours of which the venue says nothing are missing.
   *
   * @throws {Error} If the venue does not answer, or says what cannot be read.
   */
  hoursOf(
    marketId: MarketId,
    hours: HourRange,
    signal: AbortSignal,
  ): Promise<readonly PastFunding[]>;
}
