import { categoryField, type Market } from "../../domain/market.ts";
import type { MarketFees } from "../../domain/market_fees.ts";
import type { KalshiListing } from "./decode_market.ts";
import type { KalshiRest } from "./rest.ts";
import type { KalshiSeries } from "./rest_schema.ts";

const SCHEDULES = {
  quadratic: "kalshi_quadratic",
  quadratic_with_maker_fees: "kalshi_quadratic_with_maker_fees",
} as const;

/** What the markets of a series have in common. */
export type SeriesTerms = Pick<Market, "category"> & {
  readonly fees: MarketFees;
};

/**
 * Looks up what the markets of a series are charged and sorted under: that is on the series, and which series a
 * market is of is on its event alone. Each is asked for once.
 */
export class SeriesDirectory {
  readonly #rest: KalshiRest;
  readonly #seriesOfEvent = new Map<string, string>();
  readonly #terms = new Map<string, SeriesTerms>();

  constructor(rest: KalshiRest) {
    this.#rest = rest;
  }

  /**
   * Returns the fees and the category of a listed market.
   *
   * @throws {RangeError} If its series is charged in a way that we do not know: what is not known is never 0.
   * @throws {Error} If the venue cannot be asked now.
   */
  async of({ row }: KalshiListing, signal: AbortSignal): Promise<SeriesTerms> {
    let series = this.#seriesOfEvent.get(row.event_ticker);
    if (series === undefined) {
      const event = await this.#rest.event(row.event_ticker, signal);
      series = event.series_ticker;
      this.#seriesOfEvent.set(row.event_ticker, series);
    }
    let terms = this.#terms.get(series);
    if (terms === undefined) {
      const row = await this.#rest.series(series, signal);
      terms = { fees: feesOf(row), ...categoryField(row.category) };
      this.#terms.set(series, terms);
    }
    return terms;
  }

  /** Lets go of an event whose markets are over. */
  forget(eventTicker: string): void {
    this.#seriesOfEvent.delete(eventTicker);
  }
}

function feesOf(series: KalshiSeries): MarketFees {
  const { ticker, fee_type: type, fee_multiplier: multiplierMicros } = series;
  if (type !== "quadratic" && type !== "quadratic_with_maker_fees") {
    throw new RangeError(
      `Cannot follow markets of ${ticker} as its fees must be quadratic or quadratic_with_maker_fees: current value is ${type}`,
    );
  }
  return { schedule: SCHEDULES[type], multiplierMicros };
}
