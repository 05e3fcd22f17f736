import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import { type MarketId, marketId as idOf } from "../../domain/ids.ts";
import type { KalshiRest } from "./rest.ts";
import { sharedTickerOf } from "./ticker_of.ts";

/**
 * Asks Kalshi how markets stand.
 *
 * Only `finalized` is final: a determined result may be disputed and amended until then. A scalar result, 50–50
 * among them, carries its own payout per YES contract. Markets of dflow are Kalshi's own, so it tells of them as well:
 * what is held there settles, also where dflow tells of its markets no more.
 */
export class KalshiResolution implements ResolutionSource {
  readonly venue = "kalshi";
  readonly #rest: KalshiRest;

  constructor(rest: KalshiRest) {
    this.#rest = rest;
  }

  /**
   * Looks one market up, also one that has moved to the historical rows.
   *
   * @throws {RangeError} If `marketId` belongs to neither venue.
   * @throws {Error} If the venue cannot be asked now or its answer does not decode; ask again later.
   */
  async resolve(
    marketId: MarketId,
    signal: AbortSignal,
  ): Promise<ResolutionReport> {
    const ticker = sharedTickerOf(marketId);
    const { market, resolution } = await this.#rest.market(ticker, signal);
    if (market.id !== idOf("kalshi", ticker)) {
      throw new RangeError(
        `Cannot resolve ${marketId} as the venue must answer about that market: current value is ${market.id}`,
      );
    }
    return { marketId, phase: market.phase, resolution };
  }
}
