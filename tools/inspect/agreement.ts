import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { BookView } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import { toYesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";

/** How far before and after a ticker a book that agrees with it is looked for, in milliseconds. */
export const AGREEMENT_WINDOW_MS = 2_000;

/** How a ticker's best bid and ask compare with those of the book that was rebuilt from the deltas. */
export const AGREEMENT_CLASSES = {
  equal: "equal when the ticker arrived",
  book_was_there:
    "the book stood there before the ticker arrived and has moved on",
  book_got_there: "the book gets there after the ticker arrived",
  one_side_late: "bid and ask agree, but not at the same moment",
  no_book: "no book yet, or one that waits for a snapshot",
  never: "never within the window",
} as const;

/** One key of `AGREEMENT_CLASSES`. */
export type AgreementClass = keyof typeof AGREEMENT_CLASSES;

/** What `QuoteAgreement` counted. */
export interface AgreementReport {
  readonly tickers: number;
  readonly classes: Readonly<Record<AgreementClass, number>>;
  /** Median and largest distance in milliseconds, of the tickers that the book was past or behind. */
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

/** Best bid and ask on the YES scale, as text that can be compared. */
interface Top {
  readonly bid: string;
  readonly ask: string;
}
interface TopAt extends Top {
  /** Receipt times from and to which the book showed this top. */
  readonly fromMs: number;
  untilMs: number;
}
interface OpenTicker {
  readonly quote: Top;
  readonly atMs: number;
  bidSeen: boolean;
  askSeen: boolean;
}
interface FollowedMarket {
  readonly tops: TopAt[];
  readonly open: OpenTicker[];
}

/**
 * Compares every ticker with the book as rebuilt at that moment, and says of the rest where they do agree.
 *
 * Kalshi sends both on separate channels, tickers about once a second: which of two messages of one moment
 * is received first is chance.
 */
export class QuoteAgreement {
  readonly #markets = new Map<MarketId, FollowedMarket>();
  readonly #distancesMs: number[] = [];
  readonly #classes: Record<AgreementClass, number> = {
    equal: 0,
    book_was_there: 0,
    book_got_there: 0,
    one_side_late: 0,
    no_book: 0,
    never: 0,
  };

  /** Hears an event received at `atMs` (Unix milliseconds); events come in order of receipt. */
  observe(event: MarketEvent, atMs: number): void {
    if (event.kind === "book_changed") this.#onBook(event.book, atMs);
    else if (event.kind === "quote_changed") this.#onQuote(event.quote, atMs);
  }

  /** Returns the counts; tickers that still wait for their window to pass are closed as they stand. */
  report(): AgreementReport {
    for (const market of this.#markets.values()) {
      this.#closeBefore(market, Infinity);
    }
    const sorted = this.#distancesMs.toSorted((left, right) => left - right);
    const classes = { ...this.#classes };
    return {
      tickers: Object.values(classes).reduce((sum, count) => sum + count, 0),
      classes,
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? null,
      maxMs: sorted.at(-1) ?? null,
    };
  }

  #onBook(book: BookView, atMs: number): void {
    const market = this.#follow(book.marketId);
    this.#closeBefore(market, atMs - AGREEMENT_WINDOW_MS);
    const top = topOf(book);
    const last = market.tops.at(-1);
    if (last !== undefined) {
      last.untilMs = atMs;
      if (last.bid === top.bid && last.ask === top.ask) return;
    }
    market.tops.push({ ...top, fromMs: atMs, untilMs: atMs });
    this.#resolveOpen(market, top, atMs);
    while ((market.tops[0]?.untilMs ?? Infinity) < atMs - AGREEMENT_WINDOW_MS) {
      market.tops.shift();
    }
  }

  #onQuote(quote: Quote, atMs: number): void {
    const market = this.#follow(quote.marketId);
    this.#closeBefore(market, atMs - AGREEMENT_WINDOW_MS);
    const said = {
      bid: printed(quote.yesBid),
      ask: printed(quote.yesAsk),
    };
    const now = market.tops.at(-1);
    if (now === undefined) this.#classes.no_book++;
    else if (now.bid === said.bid && now.ask === said.ask) {
      this.#classes.equal++;
    } else this.#compareWithPast(market, said, atMs);
  }

  #compareWithPast(market: FollowedMarket, said: Top, atMs: number): void {
    const ticker = { quote: said, atMs, bidSeen: false, askSeen: false };
    for (const top of market.tops.toReversed()) {
      if (top.untilMs < atMs - AGREEMENT_WINDOW_MS) break;
      ticker.bidSeen ||= top.bid === said.bid;
      ticker.askSeen ||= top.ask === said.ask;
      if (top.bid === said.bid && top.ask === said.ask) {
        this.#classes.book_was_there++;
        this.#distancesMs.push(atMs - top.untilMs);
        return;
      }
    }
    market.open.push(ticker);
  }

  #resolveOpen(market: FollowedMarket, top: Top, atMs: number): void {
    for (const ticker of [...market.open]) {
      ticker.bidSeen ||= top.bid === ticker.quote.bid;
      ticker.askSeen ||= top.ask === ticker.quote.ask;
      const isThere = top.bid === ticker.quote.bid &&
        top.ask === ticker.quote.ask;
      if (!isThere) continue;
      this.#classes.book_got_there++;
      this.#distancesMs.push(atMs - ticker.atMs);
      market.open.splice(market.open.indexOf(ticker), 1);
    }
  }

  #closeBefore(market: FollowedMarket, beforeMs: number): void {
    while ((market.open[0]?.atMs ?? Infinity) < beforeMs) {
      const ticker = market.open.shift();
      const isSplit = ticker?.bidSeen === true && ticker.askSeen;
      this.#classes[isSplit ? "one_side_late" : "never"]++;
    }
  }

  #follow(marketId: MarketId): FollowedMarket {
    let market = this.#markets.get(marketId);
    if (market === undefined) {
      market = { tops: [], open: [] };
      this.#markets.set(marketId, market);
    }
    return market;
  }
}

function topOf({ bestYesBid, bestNoBid }: BookView): Top {
  return {
    bid: printed(bestYesBid),
    ask: printed(bestNoBid === null ? null : toYesPrice(bestNoBid)),
  };
}

function printed(price: bigint | null): string {
  return price === null ? "" : price.toString();
}
