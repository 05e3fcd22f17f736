import { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { type Fetch, HttpClient } from "../net/http_client.ts";
import { answerStatus } from "../net/venue_error.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { polymarketBuckets } from "./rate_buckets.ts";
import type { PolymarketEndpoint } from "./facts.ts";
import {
  type HeldPosition,
  positionsSchema,
  priceHistorySchema,
  type PrintedTrade,
  type ReportedResolution,
  resolutionsSchema,
  tradesSchema,
} from "./schema/records.ts";
import {
  gammaEventPageSchema,
  gammaMarketPageSchema,
  gammaSearchSchema,
  gammaTagSchema,
} from "./schema/gamma.ts";

/** What Polymarket's public REST services are asked with. */
export interface PolymarketRestOptions {
  /** Asked before each request. */
  readonly endpoint: () => PolymarketEndpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. @default {its own} */
  readonly buckets?: RateBuckets;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** Longest wait for one answer, in milliseconds. @default {10000} */
  readonly requestTimeoutMs?: number;
}

/** Rows of the catalogue as they came; each is checked where it is read. */
export interface GammaPage {
  readonly rows: readonly unknown[];
  /** `null` on the last page. */
  readonly cursor: string | null;
}

/** Which markets are wanted; what is left out does not narrow. */
export interface GammaQuery {
  readonly slugs?: readonly string[];
  readonly tokenIds?: readonly string[];
  readonly tagId?: string;
  /** ISO times of the close. */
  readonly closesFrom?: string;
  readonly closesUntil?: string;
  /** The venue lists one or the other. @default {false} */
  readonly closed?: boolean;
  readonly cursor?: string | null;
  /** 1 to 500. @default {100} */
  readonly limit?: number;
}

const PAGE_SIZE = 100;
const POSITIONS_PAGE_SIZE = 500;
const PAGES_MAX = 40;
const NOT_FOUND = 404;

/**
 * Polymarket's public REST services: catalogue, books and data. They need no key.
 *
 * Every call throws what `HttpClient.read` throws.
 */
export class PolymarketRest {
  readonly #gamma: HttpClient;
  readonly #clob: HttpClient;
  readonly #data: HttpClient;

  constructor(options: PolymarketRestOptions) {
    const { endpoint } = options;
    const buckets = options.buckets ?? polymarketBuckets(options);
    const client = (
      requests: "catalogue" | "books" | "positions",
      url: () => string,
    ) =>
      new HttpClient({
        ...options,
        venue: "polymarket",
        baseUrl: url,
        bucket: buckets.of(requests),
      });
    this.#gamma = client("catalogue", () => endpoint().gammaUrl);
    this.#clob = client("books", () => endpoint().clobUrl);
    this.#data = client("positions", () => endpoint().dataUrl);
  }

  /** Lists markets. */
  async markets(query: GammaQuery, signal: AbortSignal): Promise<GammaPage> {
    const { slugs = [], tokenIds = [], cursor, closed = false } = query;
    const { limit = PAGE_SIZE } = query;
    const path = `/markets/keyset?${
      searchOf([
        ["limit", limit],
        ["closed", String(closed)],
        ...slugs.map((slug) => ["slug", slug] as const),
        ...tokenIds.map((id) => ["clob_token_ids", id] as const),
        ["tag_id", query.tagId],
        ["end_date_min", query.closesFrom],
        ["end_date_max", query.closesUntil],
        ["order", query.closesUntil === undefined ? undefined : "endDate"],
        ["ascending", query.closesUntil === undefined ? undefined : "true"],
        ["include_tag", "true"],
        ["after_cursor", cursor ?? undefined],
      ])
    }`;
    const page = await this.#gamma.read(
      { method: "GET", path },
      gammaMarketPageSchema,
      signal,
    );
    return { rows: page.markets, cursor: nextCursor(page.next_cursor, cursor) };
  }

  /** Lists the open markets of a series, each with its event. */
  async series(
    seriesId: string,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<GammaPage> {
    const path = `/events/keyset?${
      searchOf([
        ["series_id", seriesId],
        ["closed", "false"],
        ["limit", PAGE_SIZE],
        ["after_cursor", cursor ?? undefined],
      ])
    }`;
    const page = await this.#gamma.read(
      { method: "GET", path },
      gammaEventPageSchema,
      signal,
    );
    return {
      rows: page.events.flatMap(marketsOfEvent),
      cursor: nextCursor(page.next_cursor, cursor),
    };
  }

  /**
   * Returns the number of a tag by its name, such as `crypto`.
   *
   * @throws {RangeError} If there is none.
   */
  async tagId(name: string, signal: AbortSignal): Promise<string> {
    const slug = tagSlug(name);
    try {
      const path = `/tags/slug/${encodeURIComponent(slug)}`;
      const tag = await this.#gamma.read(
        { method: "GET", path },
        gammaTagSchema,
        signal,
      );
      return tag.id;
    } catch (error) {
      if (answerStatus(error) !== NOT_FOUND) throw error;
      throw new RangeError(
        `Cannot list markets of a tag as Polymarket must have it: current value is ${name}`,
        { cause: error },
      );
    }
  }

  /** Looks words up, in open markets. */
  async search(words: string, signal: AbortSignal): Promise<GammaPage> {
    const path = `/public-search?${searchOf([["q", words]])}`;
    const { events } = await this.#gamma.read(
      { method: "GET", path },
      gammaSearchSchema,
      signal,
    );
    return { rows: (events ?? []).flatMap(marketsOfEvent), cursor: null };
  }

  /** Looks one market up, open or closed. @throws {VenueAnswerError} If there is none. */
  market(slug: string, signal: AbortSignal): Promise<unknown> {
    const path = `/markets/slug/${encodeURIComponent(slug)}`;
    return this.#gamma.read({ method: "GET", path }, z.unknown(), signal);
  }

  /** Takes a token's whole book, as it came. @throws {VenueAnswerError} If it has none. */
  book(tokenId: string, signal: AbortSignal): Promise<unknown> {
    const path = `/book?token_id=${tokenId}`;
    return this.#clob.read({ method: "GET", path }, z.unknown(), signal);
  }

  /** Returns a token's prices between two times, in Unix seconds, one per `fidelity` minutes, oldest first. */
  async priceHistory(
    tokenId: string,
    span: {
      readonly startTs: number;
      readonly endTs: number;
      readonly fidelity: number;
    },
    signal: AbortSignal,
  ): Promise<z.output<typeof priceHistorySchema>["history"]> {
    const path = `/prices-history?${
      searchOf([
        ["market", tokenId],
        ["startTs", span.startTs],
        ["endTs", span.endTs],
        ["fidelity", span.fidelity],
      ])
    }`;
    const { history } = await this.#clob.read(
      { method: "GET", path },
      priceHistorySchema,
      signal,
    );
    return history;
  }

  /** Lists printed trades of a market, newest first. */
  async trades(
    conditionId: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly PrintedTrade[]> {
    const path = `/trades?${
      searchOf([["condition", conditionId], ["limit", limit]])
    }`;
    const { data } = await this.#data.read(
      { method: "GET", path },
      tradesSchema,
      signal,
    );
    return data ?? [];
  }

  /** Returns how a condition resolved; `null` while it is not. */
  async resolution(
    conditionId: string,
    signal: AbortSignal,
  ): Promise<ReportedResolution | null> {
    const path = `/resolutions?condition=${conditionId}`;
    const { data } = await this.#data.read(
      { method: "GET", path },
      resolutionsSchema,
      signal,
    );
    return data?.find((row) => row.condition_id === conditionId) ?? null;
  }

  /** Lists every position of a wallet, those that can be redeemed among them. */
  async positions(
    wallet: string,
    signal: AbortSignal,
  ): Promise<readonly HeldPosition[]> {
    const rows: HeldPosition[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const path = `/positions?${
        searchOf([
          ["user", wallet],
          ["limit", POSITIONS_PAGE_SIZE],
          // Without it, what is below a tenth of a share is left out.
          ["filter_type", "TOKENS"],
          ["filter_amount", "0"],
          ["cursor", cursor ?? undefined],
        ])
      }`;
      const answer: z.output<typeof positionsSchema> = await this.#data
        .read({ method: "GET", path }, positionsSchema, signal);
      rows.push(...answer.data ?? []);
      cursor = nextCursor(answer.pagination?.next_cursor, cursor);
      if (cursor === null) return rows;
    }
    throw new RangeError(
      `Cannot list positions as they must fit on ${PAGES_MAX} pages: current value is more`,
    );
  }
}

/** Returns what a tag is called in addresses. */
export function tagSlug(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** Returns a query string of what is given. */
export function searchOf(
  fields: readonly (readonly [string, string | number | undefined])[],
): string {
  const search = new URLSearchParams();
  for (const [name, value] of fields) {
    if (value !== undefined) search.append(name, String(value));
  }
  return search.toString();
}

/** Returns where the next page begins; `null` at the end, and for a cursor that leads nowhere new. */
export function nextCursor(
  next: string | null | undefined,
  current: string | null | undefined,
): string | null {
  return next === undefined || next === null || next === "" || next === current
    ? null
    : next;
}

/** A market within an event does not name it, and has its tags. */
function marketsOfEvent(
  { slug, tags, markets = [] }: {
    readonly slug: string;
    readonly tags?: unknown[] | undefined;
    readonly markets?: unknown[] | undefined;
  },
): readonly unknown[] {
  const shared = tags === undefined ? {} : { tags };
  return markets.map((market) =>
    typeof market === "object" && market !== null
      ? { ...shared, ...market, events: [{ slug }] }
      : market
  );
}
