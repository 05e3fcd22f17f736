import type {
  FundingHistory,
  HourRange,
  PastFunding,
} from "../../actors/ports/funding_history.ts";
import type { MarketId } from "../../domain/ids.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { fundingRate } from "../../domain/perpetual_funding.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { type Fetch, HttpClient } from "../net/http_client.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { candlesSchema, fundingHistorySchema } from "./history_schema.ts";

/** What the history is asked with. */
export interface HyperliquidFundingHistoryOptions {
  /** Where the venue is, without a slash at the end. */
  readonly url: () => string;
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. */
  readonly buckets: RateBuckets;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
}

const HOUR_MS = 3_600_000;
/** The venue puts a rate some milliseconds after its hour. */
const GRACE_MS = 60_000;
/** Of the 1,200 that one address has in a minute; each answer adds its rows. */
const QUESTION_WEIGHT = 40;

/**
 * Rates of hours that are over, by `fundingHistory`.
 *
 * That has no oracle's price: the price at which the hour after it opened stands in, by `candleSnapshot`. Hours of
 * which either says nothing are missing.
 */
export class HyperliquidFundingHistory implements FundingHistory {
  readonly #http: HttpClient;

  constructor(options: HyperliquidFundingHistoryOptions) {
    this.#http = new HttpClient({
      ...options,
      venue: "hyperliquid",
      baseUrl: options.url,
      bucket: options.buckets.of("info"),
    });
  }

  async hoursOf(
    marketId: MarketId,
    hours: HourRange,
    signal: AbortSignal,
  ): Promise<readonly PastFunding[]> {
    const range = {
      coin: marketId.slice(marketId.indexOf(":") + 1),
      startTime: hours.fromMs,
      endTime: hours.untilMs + GRACE_MS,
    };
    const rates = await this.#http.read(
      question({ type: "fundingHistory", ...range }),
      fundingHistorySchema,
      signal,
    );
    const candles = await this.#http.read(
      question({ type: "candleSnapshot", req: { ...range, interval: "1h" } }),
      candlesSchema,
      signal,
    );
    const opened = new Map(candles.map(({ t, o }) => [t, o]));
    return rates.flatMap(({ time, fundingRate: rate }) => {
      const atMs = time - time % HOUR_MS;
      const price = opened.get(atMs);
      if (price === undefined) return [];
      return [{
        marketId,
        atMs,
        fundingRate: fundingRate(rate),
        price: perpetualPrice(price),
      }];
    });
  }
}

function question(body: unknown) {
  return {
    method: "POST",
    path: "/info",
    body: JSON.stringify(body),
    cost: QUESTION_WEIGHT,
  } as const;
}
