import { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import {
  type Fetch,
  HttpClient,
  type VenueRequest,
} from "../net/http_client.ts";
import type { TokenBucket } from "../net/token_bucket.ts";
import { answerStatus, UnknownShapeError } from "../net/venue_error.ts";
import type { DflowListing } from "./decode_market.ts";
import { decodeMarket } from "./decode_market.ts";
import type { DflowOrderbook } from "./schema.ts";
import { marketPageSchema, orderbookSchema } from "./schema.ts";

/** Where the venue is. */
export interface DflowEndpoint {
  /** Without a slash at the end, such as `https://host/api/v1`. */
  readonly restUrl: string;
  /** Such as `wss://host/api/v1/ws`. */
  readonly wsUrl: string;
}

/** What a REST client needs. */
export interface DflowRestOptions {
  /** Asked before each request, so that a venue that moved to another port is found again. */
  readonly endpoint: () => DflowEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** Paces everything that asks this host. */
  readonly bucket: TokenBucket;
  /** Sent as `x-api-key`; none for the developer host. */
  readonly apiKey?: string;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** Longest wait for one answer, in milliseconds. @default {10000} */
  readonly requestTimeoutMs?: number;
  /** How often a read is sent at most, 1 or more. @default {3} */
  readonly attemptsMax?: number;
}

/** Returns what asks the metadata API. */
export function dflowHttp(options: DflowRestOptions): HttpClient {
  const { endpoint, apiKey, ...rest } = options;
  const keys = apiKey === undefined ? {} : { "x-api-key": apiKey };
  return new HttpClient({
    ...rest,
    venue: "dflow",
    baseUrl: () => endpoint().restUrl,
    headers: () => keys,
  });
}

/** Markets that decoded, and one sentence for each that did not. */
export interface DflowListings {
  readonly listings: readonly DflowListing[];
  readonly rejections: readonly string[];
}

const PAGE_SIZE = 200;
/** The venue's own limit. */
const BATCH_SIZE = 100;
const NOT_FOUND = 404;

/** dflow's metadata REST API, the few calls that we make. Each throws if the venue cannot be asked now. */
export class DflowRest {
  readonly #http: HttpClient;

  constructor(options: DflowRestOptions) {
    this.#http = dflowHttp(options);
  }

  /** Lists active markets, page by page, up to `marketsMax`. */
  async activeMarkets(
    marketsMax: number,
    signal: AbortSignal,
  ): Promise<DflowListings> {
    const listings: DflowListing[] = [];
    const rejections: string[] = [];
    let cursor: number | null = null;
    do {
      const query = new URLSearchParams({
        status: "active",
        limit: String(Math.min(PAGE_SIZE, marketsMax)),
      });
      if (cursor !== null) query.set("cursor", String(cursor));
      const page = await this.#page(
        { method: "GET", path: `/markets?${query}` },
        signal,
      );
      listings.push(...page.listings);
      rejections.push(...page.rejections);
      // A cursor that does not move forward would page for ever.
      cursor = page.cursor !== null && page.cursor > (cursor ?? 0)
        ? page.cursor
        : null;
    } while (cursor !== null && listings.length < marketsMax);
    return { listings: listings.slice(0, marketsMax), rejections };
  }

  /** Looks markets up by ticker; the venue leaves out those that it does not know. */
  async markets(
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<DflowListings> {
    const listings: DflowListing[] = [];
    const rejections: string[] = [];
    for (let start = 0; start < tickers.length; start += BATCH_SIZE) {
      const page = await this.#page({
        method: "POST",
        path: "/markets/batch",
        body: JSON.stringify({
          tickers: tickers.slice(start, start + BATCH_SIZE),
        }),
      }, signal);
      listings.push(...page.listings);
      rejections.push(...page.rejections);
    }
    return { listings, rejections };
  }

  /** Looks one market up. @throws {UnknownShapeError} If the answer does not decode. */
  async market(ticker: string, signal: AbortSignal): Promise<DflowListing> {
    const answer = await this.#http.read(
      { method: "GET", path: `/market/${encodeURIComponent(ticker)}` },
      z.unknown(),
      signal,
    );
    const decoding = decodeMarket(unwrapped(answer));
    if (!decoding.ok) throw new UnknownShapeError(decoding.message);
    return decoding.listing;
  }

  /** Takes a snapshot of a book; `null` where the market has no live one. */
  async orderbook(
    ticker: string,
    signal: AbortSignal,
  ): Promise<DflowOrderbook | null> {
    try {
      return await this.#http.read(
        { method: "GET", path: `/orderbook/${encodeURIComponent(ticker)}` },
        orderbookSchema,
        signal,
      );
    } catch (error) {
      if (answerStatus(error) === NOT_FOUND) return null;
      throw error;
    }
  }

  async #page(request: VenueRequest, signal: AbortSignal) {
    const page = await this.#http.read(request, marketPageSchema, signal);
    const listings: DflowListing[] = [];
    const rejections: string[] = [];
    for (const market of page.markets) {
      const decoding = decodeMarket(market);
      if (decoding.ok) listings.push(decoding.listing);
      else rejections.push(decoding.message);
    }
    return { listings, rejections, cursor: page.cursor ?? null };
  }
}

/** Some relays wrap the market in an envelope. */
function unwrapped(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "market" in answer
    ? answer.market
    : answer;
}
