import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { MarketId } from "../../domain/ids.ts";
import {
  isSameResolution,
  type MarketPhase,
  type Resolution,
} from "../../domain/market.ts";
import type { PhaseChange } from "../../domain/market_register.ts";
import { toYesPrice } from "../../domain/price.ts";
import type { TradeTick } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { DecodedFrame } from "./decode_frame.ts";
import type { DflowListing } from "./decode_market.ts";
import { ReplacedBook } from "./replaced_book.ts";
import { EMPTY_BOOK, type WholeBook } from "./whole_book.ts";

interface TrackedMarket {
  readonly id: MarketId;
  readonly ticker: string;
  readonly book: ReplacedBook;
  /** Ids of the newest trades, oldest first: a relay may send a trade again. */
  readonly tradeIds: Set<string>;
  phase: MarketPhase;
  resolution: Resolution | null;
  newestTradeMs: number;
  /** Monotonic milliseconds of the newest frame or snapshot, or of the listing. */
  heardAtMs: number;
  isStale: boolean;
}

/** When something arrived, on both scales of our clock. */
export interface Receipt {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly monotonicMs: number;
}

/** Silence of a market after which its prices are withdrawn, in milliseconds, unless somebody says otherwise. */
export const STALE_AFTER_MS = 30_000;
/** How many times per such a silence it is looked for. */
export const STALE_CHECKS = 4;
const TRADE_IDS_MAX = 512;

/**
 * What we know of every market at the venue, and the events that follow when we learn more.
 *
 * - A market is listed once, when it is first seen active; its phases follow the venue's word only.
 * - Frames of markets that are unknown, or past their close, change nothing.
 * - A trade that was printed already, or is older than the newest one of its market, changes nothing.
 * - A market whose resolution is final is forgotten.
 */
export class MarketBoard {
  readonly #emit: (event: MarketEvent) => void;
  readonly #markets = new Map<MarketId, TrackedMarket>();

  constructor(emit: (event: MarketEvent) => void) {
    this.#emit = emit;
  }

  /** Tickers of all markets that are not final yet, in order of listing. */
  tickers(): readonly string[] {
    return [...this.#markets.values()].map((market) => market.ticker);
  }

  /** Ids of the markets that trade now. */
  openMarkets(): readonly MarketId[] {
    return [...this.#markets.values()]
      .filter((market) => market.phase === "open")
      .map((market) => market.id);
  }

  /** Returns the ticker of a market on the board and how often its book was replaced; `null` for others. */
  bookOf(
    id: MarketId,
  ): { readonly ticker: string; readonly version: number } | null {
    const market = this.#markets.get(id);
    return market === undefined
      ? null
      : { ticker: market.ticker, version: market.book.version };
  }

  /** Takes the venue's word on one market. Returns whether it is new on the board. */
  applyListing(listing: DflowListing, receipt: Receipt): boolean {
    const { market, resolution } = listing;
    const known = this.#markets.get(market.id);
    if (known === undefined) {
      if (market.phase !== "open") return false;
      this.#markets.set(market.id, {
        id: market.id,
        ticker: market.ticker,
        book: new ReplacedBook(market.id),
        tradeIds: new Set(),
        phase: market.phase,
        resolution,
        newestTradeMs: 0,
        heardAtMs: receipt.monotonicMs,
        isStale: false,
      });
      this.#emit({ kind: "market_listed", market });
      return true;
    }
    this.applyPhase(market.id, { phase: market.phase, resolution }, receipt);
    return false;
  }

  /** Takes the venue's word on how a market stands; one that is not on the board is left alone. */
  applyPhase(
    id: MarketId,
    { phase, resolution }: Pick<PhaseChange, "phase" | "resolution">,
    receipt: Receipt,
  ): void {
    const known = this.#markets.get(id);
    if (known === undefined) return;
    if (
      known.phase !== phase || !isSameResolution(known.resolution, resolution)
    ) {
      known.phase = phase;
      known.resolution = resolution;
      // What was heard before a pause says nothing about the time after it.
      known.heardAtMs = receipt.monotonicMs;
      this.#emit({
        kind: "market_phase_changed",
        marketId: id,
        phase,
        resolution,
        occurredAtMs: receipt.atMs,
      });
    }
    if (isSettling(phase)) this.#markets.delete(id);
  }

  /** Forgets a market that the venue no longer knows. */
  forget(id: MarketId): void {
    this.#markets.delete(id);
  }

  /** Applies one frame of the socket. */
  applyFrame(frame: DecodedFrame, receipt: Receipt): void {
    switch (frame.kind) {
      case "quote": {
        const market = this.#tradingMarket(frame.quote.marketId, receipt);
        if (market === null) return;
        this.#emit({ kind: "quote_changed", quote: frame.quote });
        return;
      }
      case "trade": {
        const market = this.#tradingMarket(frame.trade.marketId, receipt);
        if (market === null) return;
        this.#applyTrade(market, frame.trade);
        return;
      }
      case "book": {
        const market = this.#tradingMarket(frame.marketId, receipt);
        if (market === null) return;
        this.#replaceBook(market, frame.book, receipt);
        return;
      }
      default:
        assertNever(frame);
    }
  }

  /**
   * Applies a snapshot of the REST API, book and the quote that follows from it; `null` empties both.
   *
   * @param version The book's version when the snapshot was asked for: a frame since then is newer.
   * @returns Whether it changed the board.
   */
  applySnapshot(
    id: MarketId,
    snapshot: { readonly book: WholeBook | null; readonly version: number },
    receipt: Receipt,
  ): boolean {
    const known = this.#markets.get(id);
    if (known?.book.version !== snapshot.version) return false;
    const market = this.#tradingMarket(id, receipt);
    if (market === null) return false;
    this.#replaceBook(market, snapshot.book ?? EMPTY_BOOK, receipt);
    this.#quoteFromBook(market, receipt);
    return true;
  }

  /** Returns the open markets that have been silent for `silenceMs` and still have prices to confirm. */
  quietMarkets(receipt: Receipt, silenceMs: number): readonly MarketId[] {
    return this.#silent(receipt, silenceMs).map((market) => market.id);
  }

  /** Returns the open markets whose prices are withdrawn. */
  staleMarkets(): readonly MarketId[] {
    return [...this.#markets.values()]
      .filter((market) => market.phase === "open" && market.isStale)
      .map((market) => market.id);
  }

  /**
   * Withdraws book and quote of each open market that was silent for `staleAfterMs`, once per silence:
   * what nobody has confirmed for so long is not traded on.
   */
  withdrawStale(receipt: Receipt, staleAfterMs: number): void {
    for (const market of this.#silent(receipt, staleAfterMs)) {
      market.isStale = true;
      this.#replaceBook(market, EMPTY_BOOK, receipt);
      this.#quoteFromBook(market, receipt);
    }
  }

  #silent(receipt: Receipt, silenceMs: number): readonly TrackedMarket[] {
    return [...this.#markets.values()].filter((market) =>
      market.phase === "open" && !market.isStale &&
      receipt.monotonicMs - market.heardAtMs >= silenceMs
    );
  }

  #tradingMarket(id: MarketId, receipt: Receipt): TrackedMarket | null {
    const market = this.#markets.get(id);
    if (market === undefined) return null;
    if (market.phase !== "open" && market.phase !== "paused") return null;
    market.heardAtMs = receipt.monotonicMs;
    market.isStale = false;
    return market;
  }

  #applyTrade(market: TrackedMarket, trade: TradeTick): void {
    if (
      trade.occurredAtMs < market.newestTradeMs ||
      market.tradeIds.has(trade.tradeId)
    ) return;
    market.newestTradeMs = trade.occurredAtMs;
    market.tradeIds.add(trade.tradeId);
    const oldest = market.tradeIds.values().next().value;
    if (market.tradeIds.size > TRADE_IDS_MAX && oldest !== undefined) {
      market.tradeIds.delete(oldest);
    }
    this.#emit({ kind: "trade_printed", trade });
  }

  #replaceBook(
    market: TrackedMarket,
    book: WholeBook,
    receipt: Receipt,
  ): void {
    market.book.replace(book, receipt.atMs);
    this.#emit({
      kind: "book_changed",
      depth: {
        marketId: market.id,
        yesBidDepth: book.yesBidDepth,
        noBidDepth: book.noBidDepth,
        occurredAtMs: receipt.atMs,
      },
      book: market.book,
    });
  }

  #quoteFromBook(market: TrackedMarket, receipt: Receipt): void {
    const { bestYesBid, bestNoBid } = market.book;
    this.#emit({
      kind: "quote_changed",
      quote: {
        marketId: market.id,
        yesBid: bestYesBid,
        yesAsk: bestNoBid === null ? null : toYesPrice(bestNoBid),
        occurredAtMs: receipt.atMs,
      },
    });
  }
}
