import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { type NoLevel, OrderBook, type YesLevel } from "../../domain/book.ts";
import { MICROS, printMicros } from "../../domain/decimal.ts";
import type { Market, Outcome, Resolution } from "../../domain/market.ts";
import { type Quantity, quantityFromMicros } from "../../domain/money.ts";
import { toYesPrice } from "../../domain/price.ts";
import type {
  LevelMicros,
  TokenChange,
  WholeTokenBook,
} from "./book_change.ts";
import { type PolymarketListing, priceGrid } from "./listing.ts";
import {
  bidOf,
  DOLLAR,
  type MarketTokens,
  type TokenSide,
} from "./outcome_token.ts";

/** Messages in a row whose best prices differ from the book's before it is given up. */
const DISAGREEMENTS_MAX = 2;
/** How old a quote may get before an update of the book that leaves it alone says it again, in milliseconds. */
const QUOTE_RENEWAL_MS = 1_000;

/** One market on its way from listing to payment, with its live book. */
export class FollowedMarket {
  readonly book: OrderBook;
  market: Market;
  resolution: Resolution | null = null;
  readonly tokens: MarketTokens;
  readonly conditionId: string;
  /** Receipt time of what was last heard of it, Unix milliseconds. */
  heardAtMs: number;
  /** The connection that its book depends on; `null` while there is none that can be relied on. */
  connection: string | null = null;
  /** What the book held when it was withheld; `null` while it is shown. */
  #withheld: { yesBids: YesLevel[]; noBids: NoLevel[] } | null = null;
  #newestMs = 0;
  #tickMicros: number;
  /** The venue's time of the newest change of the tick that was heard of. */
  #tickedAtMs = 0;
  #disagreements = 0;
  #isCrossed = false;
  /** The best prices that were told last, in micro-dollars, and when they were known to stand. */
  #quoted = { yes: -Infinity, no: -Infinity, atMs: 0 };

  constructor(listing: PolymarketListing, atMs: number) {
    this.market = listing.market;
    this.tokens = listing.tokens;
    this.conditionId = listing.conditionId;
    this.book = new OrderBook(listing.market.id);
    this.heardAtMs = atMs;
    this.#tickMicros = Number(listing.market.priceRanges[0]?.step ?? 0n);
  }

  /** The venue's time of the book's newest frame, Unix milliseconds. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** Whether its book can be relied on. */
  get isUsable(): boolean {
    return this.connection !== null;
  }

  /**
   * Replaces the book by a token's. Returns `false` if that one is older than what the book has seen since: an
   * answer that was overtaken.
   */
  replace(
    outcome: Outcome,
    { bids, asks, atMs }: WholeTokenBook,
    connection: string,
  ): boolean {
    if (this.isUsable && atMs < this.#newestMs) return false;
    const yesBids: YesLevel[] = [];
    const noBids: NoLevel[] = [];
    const add = (side: TokenSide, { prices, sizes }: LevelMicros) => {
      for (let index = 0; index < prices.length; index += 1) {
        const bid = bidOf(outcome, side, prices[index] ?? 0);
        const quantity = sizeOf(sizes[index] ?? 0);
        if (bid.outcome === "yes") yesBids.push({ price: bid.price, quantity });
        else noBids.push({ price: bid.price, quantity });
      }
    };
    add("BUY", bids);
    add("SELL", asks);
    this.book.replace({ yesBids, noBids, occurredAtMs: atMs });
    this.connection = connection;
    this.#newestMs = atMs;
    this.#withheld = null;
    this.#disagreements = 0;
    return true;
  }

  /**
   * Takes the tick that the venue named at `atMs`, unless a newer change of it is known: an answer may have been
   * overtaken. Returns whether the market's grid is another one now.
   *
   * @throws {RangeError} If ticks of that size do not tile a dollar.
   */
  regrid(tickMicros: number, atMs: number): boolean {
    if (tickMicros === this.#tickMicros || atMs < this.#tickedAtMs) {
      return false;
    }
    const priceRanges = priceGrid(printMicros(BigInt(tickMicros)));
    this.market = { ...this.market, priceRanges };
    this.#tickMicros = tickMicros;
    this.#tickedAtMs = atMs;
    return true;
  }

  /** Changes levels to what there is now. A withheld book is shown again. */
  change(
    outcome: Outcome,
    changes: readonly TokenChange[],
    occurredAtMs: number,
  ): void {
    if (this.#withheld !== null) {
      this.book.replace({ ...this.#withheld, occurredAtMs });
      this.#withheld = null;
      // After a silence the first change has to fit: there may be others that nobody heard.
      this.#disagreements = DISAGREEMENTS_MAX - 1;
    }
    for (const { side, price: micros, size } of changes) {
      const bid = bidOf(outcome, side, micros);
      const quantity = sizeOf(size);
      // Spreading the bid would cost as much as reading the frame.
      this.book.setLevel(
        bid.outcome === "yes"
          ? { outcome: "yes", price: bid.price, quantity, occurredAtMs }
          : { outcome: "no", price: bid.price, quantity, occurredAtMs },
      );
    }
    this.#newestMs = Math.max(this.#newestMs, occurredAtMs);
  }

  /**
   * Compares the book's best prices with those that a change of a token's names. Returns `false` once they
   * have differed too often in a row: one message can be a matter of moments, two are a lost one.
   */
  agrees(outcome: Outcome, { bestBid, bestAsk }: TokenChange): boolean {
    if (bestBid === null || bestAsk === null) return true;
    const { bestYesMicros: yes, bestNoMicros: no } = this.book;
    const bid = Math.max(0, outcome === "yes" ? yes : no);
    const other = outcome === "yes" ? no : yes;
    const ask = other < 0 ? 0 : DOLLAR - other;
    const isSame = bid === quotedOrNone(bestBid) &&
      ask === quotedOrNone(bestAsk);
    this.#disagreements = isSame ? 0 : this.#disagreements + 1;
    return this.#disagreements < DISAGREEMENTS_MAX;
  }

  /** Returns the book's best bid and ask of an outcome for people. */
  bestPrices(outcome: Outcome): string {
    const { bestYesBid, bestNoBid } = this.book;
    const [bid, other] = outcome === "yes"
      ? [bestYesBid, bestNoBid]
      : [bestNoBid, bestYesBid];
    return `${bid === null ? "none" : printMicros(bid)} and ${
      other === null ? "none" : printMicros(MICROS - other)
    }`;
  }

  /**
   * Empties the book until its next snapshot: nobody may trade on what is no longer known to be there. Returns
   * what that changes.
   */
  distrust(atMs: number): readonly MarketEvent[] {
    if (!this.isUsable) return [];
    this.connection = null;
    this.#withheld = null;
    this.#disagreements = 0;
    this.book.replace({ yesBids: [], noBids: [], occurredAtMs: atMs });
    this.#isCrossed = false;
    return this.bookEvents();
  }

  /**
   * Empties a book that nobody has confirmed for too long, but remembers it: the next change that fits shows it
   * again. Returns what that changes.
   */
  withhold(atMs: number): readonly MarketEvent[] {
    if (!this.isUsable || this.#withheld !== null) return [];
    this.#withheld = {
      yesBids: [...this.book.yesBids()],
      noBids: [...this.book.noBids()],
    };
    this.book.replace({ yesBids: [], noBids: [], occurredAtMs: atMs });
    this.#isCrossed = false;
    return this.bookEvents();
  }

  /** Returns whether the book has become crossed since this was last asked. */
  hasCrossed(): boolean {
    const { isCrossed } = this.book;
    const hasCrossed = isCrossed && !this.#isCrossed;
    this.#isCrossed = isCrossed;
    return hasCrossed;
  }

  /**
   * Returns what the book's last update says: the book, and the quote where its best prices moved or nobody has
   * said for a second that they stand.
   *
   * @param confirmedAtMs Unix milliseconds at which the book was known to be so. @default {the update's own time}
   */
  bookEvents(confirmedAtMs?: number): MarketEvent[] {
    const { book, market } = this;
    const { bestYesMicros: yes, bestNoMicros: no, updatedAtMs } = book;
    const events: MarketEvent[] = [{
      kind: "book_changed",
      depth: {
        marketId: market.id,
        yesBidDepth: book.yesBidDepth,
        noBidDepth: book.noBidDepth,
        occurredAtMs: updatedAtMs,
      },
      book,
    }];
    const occurredAtMs = Math.max(confirmedAtMs ?? 0, updatedAtMs);
    const quoted = this.#quoted;
    const isNews = yes !== quoted.yes || no !== quoted.no ||
      occurredAtMs - quoted.atMs >= QUOTE_RENEWAL_MS;
    if (!isNews) return events;
    this.#quoted = { yes, no, atMs: occurredAtMs };
    const { bestYesBid: yesBid, bestNoBid } = book;
    const yesAsk = bestNoBid === null ? null : toYesPrice(bestNoBid);
    events.push({
      kind: "quote_changed",
      quote: { marketId: market.id, yesBid, yesAsk, occurredAtMs },
    });
    return events;
  }
}

function sizeOf(micros: number): Quantity {
  return quantityFromMicros(BigInt(micros));
}

/** The venue prints 0 or a dollar for a side on which nobody quotes. */
function quotedOrNone(micros: number): number {
  return micros === DOLLAR ? 0 : micros;
}
