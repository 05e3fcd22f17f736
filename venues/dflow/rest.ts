import type { Clock } from "../../runtime/clock.ts";
import { describeMismatch } from "../schema_issue.ts";
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
  /** Sent as `x-api-key`; none for the developer host. */
  readonly apiKey?: string;
  /** @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
  /** Longest wait for one answer, in milliseconds. @default {10000} */
  readonly requestTimeoutMs?: number;
}

/** An answer with a status other than 2xx. */
export class DflowHttpError extends Error {
  override readonly name = "DflowHttpError";
  readonly status: number;

  constructor(request: string, status: number) {
    super(
      `Cannot ask dflow for ${request} as the answer must have status 200: current value is ${status}`,
    );
    this.status = status;
  }
}

/** Markets that decoded, and one sentence for each that did not. */
export interface DflowListings {
  readonly listings: readonly DflowListing[];
  readonly rejections: readonly string[];
}

const ANSWER_CHARACTERS_MAX = 16_000_000;
const PAGE_SIZE = 200;
/** The venue's own limit. */
const BATCH_SIZE = 100;

/** dflow's metadata REST API, the few calls that we make. Each throws if the venue cannot be asked now. */
export class DflowRest {
  readonly #options: DflowRestOptions;

  constructor(options: DflowRestOptions) {
    this.#options = options;
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
      const page = await this.#page(`/markets?${query}`, {}, signal);
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
      const page = await this.#page("/markets/batch", {
        method: "POST",
        body: JSON.stringify({
          tickers: tickers.slice(start, start + BATCH_SIZE),
        }),
      }, signal);
      listings.push(...page.listings);
      rejections.push(...page.rejections);
    }
    return { listings, rejections };
  }

  /** Looks one market up. @throws {SyntaxError} If the answer does not decode. */
  async market(ticker: string, signal: AbortSignal): Promise<DflowListing> {
    const answer = await this.#json(
      `/market/${encodeURIComponent(ticker)}`,
      {},
      signal,
    );
    const decoding = decodeMarket(unwrapped(answer));
    if (!decoding.ok) throw new SyntaxError(decoding.message);
    return decoding.listing;
  }

  /** Takes a snapshot of a book; `null` where the market has no live one. @throws {SyntaxError} If it does not decode. */
  async orderbook(
    ticker: string,
    signal: AbortSignal,
  ): Promise<DflowOrderbook | null> {
    let answer: unknown;
    try {
      answer = await this.#json(
        `/orderbook/${encodeURIComponent(ticker)}`,
        {},
        signal,
      );
    } catch (error) {
      if (error instanceof DflowHttpError && error.status === 404) return null;
      throw error;
    }
    const parsed = orderbookSchema.safeParse(answer);
    if (!parsed.success) {
      throw new SyntaxError(
        describeMismatch("decode a dflow order book", parsed.error, answer),
      );
    }
    return parsed.data;
  }

  async #page(path: string, init: RequestInit, signal: AbortSignal) {
    const answer = await this.#json(path, init, signal);
    const parsed = marketPageSchema.safeParse(answer);
    if (!parsed.success) {
      throw new SyntaxError(
        describeMismatch("decode a dflow market list", parsed.error, answer),
      );
    }
    const listings: DflowListing[] = [];
    const rejections: string[] = [];
    for (const market of parsed.data.markets) {
      const decoding = decodeMarket(market);
      if (decoding.ok) listings.push(decoding.listing);
      else rejections.push(decoding.message);
    }
    return { listings, rejections, cursor: parsed.data.cursor ?? null };
  }

  async #json(
    path: string,
    init: RequestInit,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { endpoint, clock, apiKey, requestTimeoutMs = 10_000 } =
      this.#options;
    const send = this.#options.fetch ?? fetch;
    const request = `${init.method ?? "GET"} ${path}`;
    const timeout = new AbortController();
    const cancelTimer = clock.setTimer(
      () =>
        timeout.abort(
          new Error(
            `Cannot ask dflow for ${request} as it must answer within ${requestTimeoutMs} ms: current value is no answer`,
          ),
        ),
      requestTimeoutMs,
    );
    try {
      const response = await send(`${endpoint().restUrl}${path}`, {
        ...init,
        headers: {
          accept: "application/json",
          ...(init.body === undefined
            ? {}
            : { "content-type": "application/json" }),
          ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
        },
        // A redirect could carry the key to another host.
        redirect: "error",
        signal: AbortSignal.any([signal, timeout.signal]),
      });
      const text = await response.text();
      if (!response.ok) throw new DflowHttpError(request, response.status);
      return parseAnswer(text, request);
    } finally {
      cancelTimer();
    }
  }
}

function parseAnswer(text: string, request: string): unknown {
  if (text.length > ANSWER_CHARACTERS_MAX) {
    throw new RangeError(
      `Cannot read dflow's answer to ${request} as it must have at most ${ANSWER_CHARACTERS_MAX} characters: current value is ${text.length}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(
      `Cannot read dflow's answer to ${request} as it must be JSON: current value is ${
        JSON.stringify(text.slice(0, 80))
      }`,
    );
  }
}

/** Some relays wrap the market in an envelope. */
function unwrapped(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "market" in answer
    ? answer.market
    : answer;
}
