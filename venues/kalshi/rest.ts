import type { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import {
  type Fetch,
  HttpClient,
  type VenueRequest,
} from "../net/http_client.ts";
import type { TokenBucket } from "../net/token_bucket.ts";
import { answerStatus } from "../net/venue_error.ts";
import { describeMismatch } from "../schema_issue.ts";
import { decodeListing, type KalshiListing } from "./decode_market.ts";
import { COSTS, type KalshiEndpoint } from "./facts.ts";
import {
  candleSchema,
  ENVELOPES,
  eventSchema,
  exchangeStatusSchema,
  type KalshiCandle,
  type KalshiEvent,
  type KalshiExchangeStatus,
  type KalshiOrderbook,
  type KalshiSeries,
  type KalshiTrade,
  seriesSchema,
  tradeSchema,
} from "./rest_schema.ts";

/** What Kalshi's REST clients need. */
export interface KalshiRestOptions {
  /** Asked before each request. */
  readonly endpoint: () => KalshiEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** Paces reads; writes have their own. */
  readonly readBucket: TokenBucket;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** Longest wait for one answer, in milliseconds. @default {10000} */
  readonly requestTimeoutMs?: number;
}

/** Rows that decoded, one sentence for each that did not, and where the next ones begin. */
export interface KalshiPage<Row> {
  readonly rows: readonly Row[];
  readonly rejections: readonly string[];
  /** `null` on the last page. */
  readonly cursor: string | null;
}

/** Which markets are wanted; what is left out does not narrow. */
export interface MarketsQuery {
  readonly status?: "unopened" | "open" | "paused" | "closed" | "settled";
  readonly seriesTicker?: string;
  readonly eventTicker?: string;
  /** Up to 100. */
  readonly tickers?: readonly string[];
  /** Unix seconds. */
  readonly minCloseTs?: number;
  readonly maxCloseTs?: number;
  readonly cursor?: string | null;
  /** 1 to 1,000. @default {100} */
  readonly limit?: number;
}

/** Which candles are wanted, in Unix seconds and minutes. */
export interface CandlesQuery {
  readonly series: string;
  readonly ticker: string;
  readonly startTs: number;
  readonly endTs: number;
  readonly periodInterval: 1 | 60 | 1_440;
}

const NOT_FOUND = 404;

/**
 * Kalshi's public market data over REST; needs no key.
 *
 * Rows are checked one by one: a row that does not match is a sentence among `rejections`, and the others are
 * there all the same. Every call throws what `HttpClient.read` throws.
 */
export class KalshiRest {
  readonly #http: HttpClient;

  constructor(options: KalshiRestOptions) {
    const { readBucket: bucket, endpoint, ...rest } = options;
    this.#http = new HttpClient({
      ...rest,
      venue: "kalshi",
      bucket,
      baseUrl: () => endpoint().restUrl,
    });
  }

  /** Lists markets, combinations of other markets left out. */
  async markets(
    query: MarketsQuery,
    signal: AbortSignal,
  ): Promise<KalshiPage<KalshiListing>> {
    const { limit = 100, tickers, cursor } = query;
    const answer = await this.#get(
      `/markets?${
        searchOf({
          limit,
          mve_filter: "exclude",
          status: query.status,
          series_ticker: query.seriesTicker,
          event_ticker: query.eventTicker,
          tickers: tickers?.join(","),
          min_close_ts: query.minCloseTs,
          max_close_ts: query.maxCloseTs,
          cursor: cursor ?? undefined,
        })
      }`,
      ENVELOPES.markets,
      signal,
    );
    const rows: KalshiListing[] = [];
    const rejections: string[] = [];
    for (const row of answer.markets) {
      const decoding = decodeListing(row);
      if (decoding.ok) rows.push(decoding.listing);
      else rejections.push(decoding.message);
    }
    return { rows, rejections, cursor: nextCursor(answer.cursor, cursor) };
  }

  /**
   * Looks one market up, also one that settled long ago.
   *
   * @throws {SyntaxError} If its row does not decode.
   * @throws {VenueAnswerError} If there is none.
   */
  async market(ticker: string, signal: AbortSignal): Promise<KalshiListing> {
    const path = `/markets/${encodeURIComponent(ticker)}`;
    let answer: { readonly market?: unknown };
    try {
      answer = await this.#get(path, ENVELOPES.market, signal);
    } catch (error) {
      if (answerStatus(error) !== NOT_FOUND) throw error;
      answer = await this.#get(`/historical${path}`, ENVELOPES.market, signal);
    }
    const decoding = decodeListing(answer.market);
    if (!decoding.ok) throw new SyntaxError(decoding.message);
    return decoding.listing;
  }

  /** Takes a whole book. */
  async orderbook(
    ticker: string,
    signal: AbortSignal,
  ): Promise<KalshiOrderbook> {
    const answer = await this.#get(
      `/markets/${encodeURIComponent(ticker)}/orderbook?depth=0`,
      ENVELOPES.orderbook,
      signal,
    );
    return answer.orderbook_fp;
  }

  /** Lists printed trades of the book, newest first; block trades are left out. */
  async trades(
    ticker: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<KalshiPage<KalshiTrade>> {
    const answer = await this.#get(
      `/markets/trades?${searchOf({ ticker, limit, is_block_trade: "false" })}`,
      ENVELOPES.trades,
      signal,
    );
    const page = pageOf("trade", tradeSchema, {
      rows: answer.trades,
      cursor: nextCursor(answer.cursor, null),
    });
    return {
      ...page,
      rows: page.rows.filter((trade) => trade.is_block_trade !== true),
    };
  }

  /** Lists the candles of a market, oldest first. */
  async candlesticks(
    query: CandlesQuery,
    signal: AbortSignal,
  ): Promise<KalshiPage<KalshiCandle>> {
    const { series, ticker } = query;
    const answer = await this.#get(
      `/series/${encodeURIComponent(series)}/markets/${
        encodeURIComponent(ticker)
      }/candlesticks?${
        searchOf({
          start_ts: query.startTs,
          end_ts: query.endTs,
          period_interval: query.periodInterval,
        })
      }`,
      ENVELOPES.candles,
      signal,
    );
    return pageOf("candlestick", candleSchema, {
      rows: answer.candlesticks,
      cursor: null,
    });
  }

  /** Looks an event up: the only row that names a market's series. */
  async event(ticker: string, signal: AbortSignal): Promise<KalshiEvent> {
    const answer = await this.#get(
      `/events/${encodeURIComponent(ticker)}`,
      ENVELOPES.event,
      signal,
    );
    const parsed = eventSchema.safeParse(answer.event);
    if (parsed.success) return parsed.data;
    throw new SyntaxError(
      describeMismatch("decode a Kalshi event", parsed.error, answer.event),
    );
  }

  /** Looks a series up. */
  async series(ticker: string, signal: AbortSignal): Promise<KalshiSeries> {
    const answer = await this.#get(
      `/series/${encodeURIComponent(ticker)}`,
      ENVELOPES.series,
      signal,
    );
    return answer.series;
  }

  /** Lists the series of a category, or with a tag, or both. */
  async seriesList(
    filter: { readonly category?: string; readonly tag?: string },
    signal: AbortSignal,
  ): Promise<KalshiPage<KalshiSeries>> {
    const answer = await this.#get(
      `/series?${searchOf({ category: filter.category, tags: filter.tag })}`,
      ENVELOPES.seriesList,
      signal,
    );
    return pageOf("series", seriesSchema, {
      rows: answer.series ?? [],
      cursor: null,
    });
  }

  /** Asks whether the exchange is up and trades. */
  exchangeStatus(signal: AbortSignal): Promise<KalshiExchangeStatus> {
    return this.#get("/exchange/status", exchangeStatusSchema, signal);
  }

  #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    const request: VenueRequest = { method: "GET", path, cost: COSTS.request };
    return this.#http.read(request, schema, signal);
  }
}

/** Returns a query string of what is given. */
export function searchOf(
  fields: Readonly<Record<string, string | number | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.toString();
}

/** Returns where the next page begins; `null` at the end, and for a cursor that leads nowhere new. */
export function nextCursor(
  next: string,
  current: string | null | undefined,
): string | null {
  return next === "" || next === current ? null : next;
}

/** Checks rows one by one. */
export function pageOf<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  { rows, cursor }: {
    readonly rows: readonly unknown[];
    readonly cursor: string | null;
  },
): KalshiPage<z.output<Schema>> {
  const decoded: z.output<Schema>[] = [];
  const rejections: string[] = [];
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    if (parsed.success) decoded.push(parsed.data);
    else {
      rejections.push(
        describeMismatch(`decode a Kalshi ${name}`, parsed.error, row),
      );
    }
  }
  return { rows: decoded, rejections, cursor };
}
