import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { MarketNotice } from "../venue_decoder.ts";
import { type KalshiListing, quoteOf } from "./decode_market.ts";
import type { MarketBoard } from "./market_board.ts";
import type { KalshiRest } from "./rest.ts";
import { type KalshiScope, MARKETS_MAX, marketsInScope } from "./scope.ts";
import { SeriesDirectory } from "./series_directory.ts";

/** What discovery works with, and who hears of what it finds. */
export interface DiscoveryOptions {
  readonly rest: KalshiRest;
  readonly scope: KalshiScope;
  readonly clock: Clock;
  readonly board: MarketBoard;
  readonly onNotice: (notice: MarketNotice) => void;
  /** Hears the first prices of a market, before any frame does. */
  readonly onQuote: (ticker: string, quote: Quote) => void;
  readonly onRejection: (message: string) => void;
}

/** The venue's own limit of tickers in one question. */
const BATCH_SIZE = 100;

/** Finds the markets of a scope, and follows each until it is paid: no event tells of an opening or a close. */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #series: SeriesDirectory;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#series = new SeriesDirectory(options.rest);
  }

  /** Lists the markets of the scope and asks about those that are listed no more. @throws {Error} If the venue cannot be asked now. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { rest, scope, clock, board, onRejection } = this.#options;
    const nowMs = clock.nowMs();
    const found = await marketsInScope(scope, { rest, nowMs, signal });
    for (const message of found.rejections) onRejection(message);
    const listed = new Set<string>();
    for (const listing of found.rows) {
      listed.add(listing.market.ticker);
      await this.#take(listing, signal);
    }
    const missing = board.tickers().filter((ticker) => !listed.has(ticker));
    for (let start = 0; start < missing.length; start += BATCH_SIZE) {
      const tickers = missing.slice(start, start + BATCH_SIZE);
      const page = await rest.markets(
        { tickers, limit: BATCH_SIZE },
        signal,
      );
      for (const message of page.rejections) onRejection(message);
      for (const listing of page.rows) await this.#take(listing, signal);
    }
  }

  async #take(listing: KalshiListing, signal: AbortSignal): Promise<void> {
    const { scope, clock, board, onNotice, onQuote } = this.#options;
    const { marketsMax = MARKETS_MAX } = scope;
    const { id, ticker, phase } = listing.market;
    const isNew = !board.has(id);
    if (isNew && (board.size >= marketsMax || isSettling(phase))) return;
    const market = isNew ? await this.#withTerms(listing, signal) : listing;
    if (market === null) return;
    const notice = board.take(market, clock.monotonicMs(), clock.nowMs());
    if (notice !== null) onNotice(notice);
    if (isSettling(phase)) this.#series.forget(listing.row.event_ticker);
    if (isNew && phase === "open") {
      onQuote(ticker, quoteOf(listing.row, clock.nowMs()));
    }
  }

  /** A market whose fees nobody knows is not followed. */
  async #withTerms(
    listing: KalshiListing,
    signal: AbortSignal,
  ): Promise<KalshiListing | null> {
    try {
      const terms = await this.#series.of(listing, signal);
      return { ...listing, market: { ...listing.market, ...terms } };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#options.onRejection(error.message);
      return null;
    }
  }
}
