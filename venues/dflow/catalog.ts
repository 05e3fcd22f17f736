import { z } from "zod";
import type {
  BookPicture,
  Candle,
  CandleSpan,
  CatalogEntry,
  CatalogPage,
  MarketCatalog,
  MarketDetails,
  MarketFilter,
} from "../../actors/ports/market_catalog.ts";
import { type MarketId, marketId } from "../../domain/ids.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import type { TradeTick } from "../../domain/quote.ts";
import type { Clock } from "../../runtime/clock.ts";
import { candleOf } from "../kalshi/catalog.ts";
import type { HttpClient } from "../net/http_client.ts";
import { answerStatus, UnknownShapeError } from "../net/venue_error.ts";
import {
  candlesSchema,
  describedMarketSchema,
  eventPageSchema,
  eventSchema,
  oneSeriesSchema,
  seriesListSchema,
  tradePageSchema,
} from "./catalog_schema.ts";
import { decodeLevels } from "./decode_frame.ts";
import { decodeMarket } from "./decode_market.ts";
import { marketPageSchema, orderbookSchema } from "./schema.ts";

/** What the catalog looks things up with. */
export interface DflowCatalogOptions {
  /** Of the metadata API. */
  readonly http: HttpClient;
  readonly clock: Clock;
}

const PAGE_SIZE = 100;
/** Series that one question names at most: they stand in its address. */
const SERIES_MAX = 50;
/** Where one page ends: how many series are behind it, and dflow's own cursor among the next ones. */
const CURSOR_PATTERN = /^(\d{1,6})\|(.*)$/;
const NOT_FOUND = 404;
const MICROS_PER_CONTRACT = 1_000_000;

interface RawPage {
  readonly markets: readonly unknown[];
  readonly cursor: string | null;
}

/** Looks dflow's open markets up: by its search, by the series of a category or tag, or all of them. */
export class DflowCatalog implements MarketCatalog {
  readonly venue = "dflow";
  readonly #http: HttpClient;
  readonly #clock: Clock;

  constructor({ http, clock }: DflowCatalogOptions) {
    this.#http = http;
    this.#clock = clock;
  }

  async list(
    filter: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<CatalogPage> {
    const page = await this.#page(filter, cursor, signal);
    const entries: CatalogEntry[] = [];
    const rejections: string[] = [];
    for (const market of page.markets) {
      const entry = this.#entryOf(market);
      if (typeof entry === "string") rejections.push(entry);
      else if (this.#isWanted(entry, filter)) entries.push(entry);
    }
    return { entries, cursor: page.cursor, rejections };
  }

  async details(id: MarketId, signal: AbortSignal): Promise<MarketDetails> {
    const raw = await this.#market(id, signal);
    const entry = this.#entryOf(raw);
    if (typeof entry === "string") throw new UnknownShapeError(entry);
    const { eventTicker, rulesPrimary, rulesSecondary } = describedMarketSchema
      .parse(raw);
    const event = await this.#get(
      `/event/${encodeURIComponent(eventTicker)}`,
      eventSchema,
      signal,
    );
    const series = await this.#get(
      `/series/${encodeURIComponent(event.seriesTicker)}`,
      oneSeriesSchema,
      signal,
    );
    return {
      ...entry,
      rules: [rulesPrimary, rulesSecondary].filter((text) => text)
        .join("\n\n"),
      category: series.category ?? "",
      series: series.ticker,
      tags: series.tags ?? [],
      sources: (event.settlementSources ?? []).map(({ name, url }) =>
        [name, url].filter((text) => text).join(", ")
      ),
    };
  }

  async book(id: MarketId, signal: AbortSignal): Promise<BookPicture> {
    try {
      const path = `/orderbook/${encodeURIComponent(tickerOf(id))}`;
      return decodeLevels(await this.#get(path, orderbookSchema, signal));
    } catch (error) {
      // Where nobody quotes there is no live book.
      if (answerStatus(error) !== NOT_FOUND) throw error;
      return { yesBids: [], noBids: [] };
    }
  }

  async trades(
    id: MarketId,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TradeTick[]> {
    const query = new URLSearchParams({
      ticker: tickerOf(id),
      limit: String(limit),
    });
    const page = await this.#get(`/trades?${query}`, tradePageSchema, signal);
    return page.trades.map((trade) => ({
      marketId: id,
      tradeId: trade.tradeId,
      yesPrice: trade.yesPriceDollars,
      quantity: quantityFromMicros(
        BigInt(Math.round(trade.count * MICROS_PER_CONTRACT)),
      ),
      takerSide: trade.takerSide,
      occurredAtMs: trade.createdTime * 1_000,
    }));
  }

  async candles(
    id: MarketId,
    { fromMs, untilMs, periodMinutes }: CandleSpan,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> {
    const query = new URLSearchParams({
      startTs: String(Math.floor(fromMs / 1_000)),
      endTs: String(Math.floor(untilMs / 1_000)),
      periodInterval: String(periodMinutes),
    });
    const path = `/market/${encodeURIComponent(tickerOf(id))}/candlesticks`;
    const { candlesticks } = await this.#get(
      `${path}?${query}`,
      candlesSchema,
      signal,
    );
    return candlesticks.map(candleOf);
  }

  async #page(
    filter: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<RawPage> {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    const series = await this.#seriesOf(filter, signal);
    const [first, inner] = series === null ? [0, cursor] : placeOf(cursor);
    if (inner !== null) query.set("cursor", inner);
    if (series === null && filter.search === undefined) {
      query.set("status", "active");
      const page = await this.#get(
        `/markets?${query}`,
        marketPageSchema,
        signal,
      );
      return { markets: page.markets, cursor: textOf(page.cursor) };
    }
    const asked = series?.slice(first, first + SERIES_MAX);
    if (asked?.length === 0) return { markets: [], cursor: null };
    query.set("withNestedMarkets", "true");
    // Words are looked for in what the series have, where both are given.
    if (asked === undefined) query.set("q", filter.search ?? "");
    else query.set("seriesTickers", asked.join(","));
    const page = await this.#get(
      `/${asked === undefined ? "search" : "events"}?${query}`,
      eventPageSchema,
      signal,
    );
    const next = textOf(page.cursor);
    return {
      markets: page.events.flatMap(({ markets }) => markets ?? []),
      cursor: series === null ? next : cursorAfter(first, next, series.length),
    };
  }

  /** Returns the series to look in; `null` where the filter names none. */
  async #seriesOf(
    { category, tag, series }: MarketFilter,
    signal: AbortSignal,
  ): Promise<readonly string[] | null> {
    if (category === undefined && tag === undefined) {
      return series === undefined ? null : [series];
    }
    const query = new URLSearchParams();
    if (category !== undefined) query.set("category", category);
    if (tag !== undefined) query.set("tags", tag);
    const found = await this.#get(
      `/series?${query}`,
      seriesListSchema,
      signal,
    );
    return found.series.map(({ ticker }) => ticker)
      .filter((ticker) => ticker === (series ?? ticker));
  }

  #isWanted(
    { market }: CatalogEntry,
    { search = "", closesWithinMs }: MarketFilter,
  ): boolean {
    if (market.phase !== "open") return false;
    const text = `${market.title} ${market.ticker}`.toLowerCase();
    const words = search.toLowerCase().split(/\s+/);
    const leftMs = market.closesAtMs - this.#clock.nowMs();
    return words.every((word) => text.includes(word)) &&
      (closesWithinMs === undefined ||
        (leftMs > 0 && leftMs <= closesWithinMs));
  }

  /** Returns the entry of a market, or in one sentence why there is none. */
  #entryOf(raw: unknown): CatalogEntry | string {
    const decoding = decodeMarket(raw);
    if (!decoding.ok) return decoding.message;
    const described = describedMarketSchema.safeParse(raw);
    if (!described.success) return described.error.message;
    const { market, resolution } = decoding.listing;
    const { yesBid, yesAsk, volumeFp } = described.data;
    return {
      market,
      resolution,
      quote: {
        marketId: market.id,
        yesBid: priceOf(yesBid),
        yesAsk: priceOf(yesAsk),
        occurredAtMs: this.#clock.nowMs(),
      },
      volume: volumeFp,
    };
  }

  async #market(id: MarketId, signal: AbortSignal): Promise<unknown> {
    const answer = await this.#get(
      `/market/${encodeURIComponent(tickerOf(id))}`,
      z.record(z.string(), z.unknown()),
      signal,
    );
    return "market" in answer ? answer["market"] : answer;
  }

  #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    return this.#http.read({ method: "GET", path }, schema, signal);
  }
}

function tickerOf(id: MarketId): string {
  const ticker = id.slice(id.indexOf(":") + 1);
  if (marketId("dflow", ticker) === id) return ticker;
  throw new RangeError(
    `Cannot ask dflow about a market as its id must start with "dflow:": current value is ${id}`,
  );
}

/** Nobody asks for nothing, and nobody sells below a dollar what pays one. */
function priceOf(text: string | null | undefined) {
  return text === null || text === undefined ? null : yesPrice(text);
}

function placeOf(
  cursor: string | null,
): readonly [first: number, cursor: string | null] {
  const [, first = "0", inner = ""] = CURSOR_PATTERN.exec(cursor ?? "") ?? [];
  return [Number(first), inner === "" ? null : inner];
}

/** Returns where the next page begins: among the same series, or the next of them; `null` behind the last. */
function cursorAfter(
  first: number,
  next: string | null,
  seriesCount: number,
): string | null {
  if (next !== null) return `${first}|${next}`;
  return first + SERIES_MAX < seriesCount ? `${first + SERIES_MAX}|` : null;
}

function textOf(cursor: string | number | null | undefined): string | null {
  return cursor === null || cursor === undefined || cursor === ""
    ? null
    : String(cursor);
}
