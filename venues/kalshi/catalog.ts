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
import type { MarketId } from "../../domain/ids.ts";
import { marketId } from "../../domain/ids.ts";
import type { TradeTick } from "../../domain/quote.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type KalshiListing, quoteOf } from "./decode_market.ts";
import type { KalshiPage, KalshiRest, MarketsQuery } from "./rest.ts";
import type { KalshiCandle, KalshiTrade } from "./rest_schema.ts";
import { tickerOf } from "./ticker_of.ts";

/** What the catalog looks things up with. */
export interface KalshiCatalogOptions {
  readonly rest: KalshiRest;
  readonly clock: Clock;
}

const PAGE_SIZE = 200;
/** Where one page ends: the series among those of a category or tag, and Kalshi's own cursor in it. */
const CURSOR_PATTERN = /^(\d{1,6})\|(.*)$/;

/**
 * Looks Kalshi's open markets up.
 *
 * - Kalshi filters by series and closing time; categories and tags lead to their series, which are gone through one
 *   after the other; words are looked for in what it lists.
 * - A page may be empty without being the last one: its cursor tells.
 */
export class KalshiCatalog implements MarketCatalog {
  readonly venue = "kalshi";
  readonly #rest: KalshiRest;
  readonly #clock: Clock;

  constructor({ rest, clock }: KalshiCatalogOptions) {
    this.#rest = rest;
    this.#clock = clock;
  }

  async list(
    filter: MarketFilter,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<CatalogPage> {
    const series = await this.#seriesOf(filter, signal);
    if (series === null) {
      const page = await this.#rest.markets(
        this.#query(filter, { cursor }),
        signal,
      );
      return this.#pageOf(filter, page, page.cursor);
    }
    const [index, inner] = placeOf(cursor);
    const seriesTicker = series[index];
    if (seriesTicker === undefined) {
      return { entries: [], cursor: null, rejections: [] };
    }
    const page = await this.#rest.markets(
      this.#query(filter, { cursor: inner, seriesTicker }),
      signal,
    );
    const next = page.cursor !== null
      ? `${index}|${page.cursor}`
      : index + 1 < series.length
      ? `${index + 1}|`
      : null;
    return this.#pageOf(filter, page, next);
  }

  async details(id: MarketId, signal: AbortSignal): Promise<MarketDetails> {
    const listing = await this.#rest.market(tickerOf(id), signal);
    const event = await this.#rest.event(listing.row.event_ticker, signal);
    const series = await this.#rest.series(event.series_ticker, signal);
    const { rules_primary: primary, rules_secondary: secondary } = listing.row;
    return {
      ...this.#entryOf(listing),
      rules: [primary, secondary].filter((text) => text !== "").join("\n\n"),
      category: series.category,
      series: series.ticker,
      tags: series.tags,
      sources: series.settlement_sources.map(({ name, url }) =>
        [name, url].filter((text) => text !== "").join(", ")
      ),
    };
  }

  async book(id: MarketId, signal: AbortSignal): Promise<BookPicture> {
    const book = await this.#rest.orderbook(tickerOf(id), signal);
    // Kalshi sends the worst level first.
    return {
      yesBids: book.yes_dollars.map(([price, quantity]) => ({
        price,
        quantity,
      })).reverse(),
      noBids: book.no_dollars.map(([price, quantity]) => ({ price, quantity }))
        .reverse(),
    };
  }

  async trades(
    id: MarketId,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TradeTick[]> {
    const { rows } = await this.#rest.trades(tickerOf(id), limit, signal);
    return rows.map(tradeOf);
  }

  async candles(
    id: MarketId,
    { fromMs, untilMs, periodMinutes }: CandleSpan,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> {
    const ticker = tickerOf(id);
    const { row } = await this.#rest.market(ticker, signal);
    // The series is on the event alone: a ticker that begins like it proves nothing.
    const event = await this.#rest.event(row.event_ticker, signal);
    const { rows } = await this.#rest.candlesticks({
      series: event.series_ticker,
      ticker,
      startTs: Math.floor(fromMs / 1_000),
      endTs: Math.floor(untilMs / 1_000),
      periodInterval: periodMinutes,
    }, signal);
    return rows.map(candleOf);
  }

  /** Returns the series to go through; `null` where the filter names no group of them. */
  async #seriesOf(
    { category, tag, series }: MarketFilter,
    signal: AbortSignal,
  ): Promise<readonly string[] | null> {
    if (category === undefined && tag === undefined) return null;
    const { rows } = await this.#rest.seriesList({
      ...(category === undefined ? {} : { category }),
      ...(tag === undefined ? {} : { tag }),
    }, signal);
    return rows.map(({ ticker }) => ticker)
      .filter((ticker) => ticker === (series ?? ticker));
  }

  #query(
    { series, closesWithinMs }: MarketFilter,
    more: Pick<MarketsQuery, "cursor" | "seriesTicker">,
  ): MarketsQuery {
    const nowMs = this.#clock.nowMs();
    return {
      limit: PAGE_SIZE,
      ...(series === undefined ? {} : { seriesTicker: series }),
      ...more,
      // A filter of closing times goes with no filter of status; phases are looked at here.
      ...(closesWithinMs === undefined ? { status: "open" as const } : {
        minCloseTs: Math.floor(nowMs / 1_000),
        maxCloseTs: Math.ceil((nowMs + closesWithinMs) / 1_000),
      }),
    };
  }

  #pageOf(
    filter: MarketFilter,
    { rows, rejections }: KalshiPage<KalshiListing>,
    cursor: string | null,
  ): CatalogPage {
    const words = (filter.search ?? "").toLowerCase().split(/\s+/)
      .filter((word) => word !== "");
    const entries = rows
      .filter(({ market }) => market.phase === "open")
      .filter(({ market }) => hasWords(market, words))
      .map((listing) => this.#entryOf(listing));
    return { entries, cursor, rejections };
  }

  #entryOf({ market, resolution, row }: KalshiListing): CatalogEntry {
    return {
      market,
      resolution,
      quote: quoteOf(row, this.#clock.nowMs()),
      volume: row.volume_fp,
    };
  }
}

function placeOf(
  cursor: string | null,
): readonly [index: number, cursor: string | null] {
  const [, index = "0", inner = ""] = CURSOR_PATTERN.exec(cursor ?? "") ?? [];
  return [Number(index), inner === "" ? null : inner];
}

function hasWords(
  { title, ticker }: { readonly title: string; readonly ticker: string },
  words: readonly string[],
): boolean {
  const text = `${title} ${ticker}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function tradeOf(row: KalshiTrade): TradeTick {
  return {
    marketId: marketId("kalshi", row.ticker),
    tradeId: row.trade_id,
    yesPrice: row.yes_price_dollars,
    quantity: row.count_fp,
    takerSide: row.takerSide,
    occurredAtMs: row.created_time,
  };
}

/** Returns a candle of Kalshi, which dflow relays, in our own terms. */
export function candleOf(row: KalshiCandle): Candle {
  const {
    open_dollars: open,
    high_dollars: high,
    low_dollars: low,
    close_dollars: close,
  } = row.price ?? {};
  const isTraded = open !== undefined && open !== null && high !== undefined &&
    high !== null && low !== undefined && low !== null &&
    close !== undefined && close !== null;
  return {
    endsAtMs: row.end_period_ts * 1_000,
    traded: isTraded ? { open, high, low, close } : null,
    bidAtClose: row.yes_bid.close_dollars,
    askAtClose: row.yes_ask.close_dollars,
    volume: row.volume_fp,
  };
}
