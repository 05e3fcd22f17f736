import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  type BookLevel,
  type NoLevel,
  OrderBook,
  type YesLevel,
} from "../../domain/book.ts";
import { MICROS, printMicros } from "../../domain/decimal.ts";
import type { Market, Outcome, Resolution } from "../../domain/market.ts";
import { type Quantity, quantityFromMicros } from "../../domain/money.ts";
import { toYesPrice, type YesPrice } from "../../domain/price.ts";
import { microsOf } from "./decimal_text.ts";
import type { PolymarketListing } from "./listing.ts";
import {
  bidOf,
  makeADollar,
  type MarketTokens,
  type TokenSide,
} from "./outcome_token.ts";
import type { PriceChangeEntry, TokenBook } from "./schema/market_frame.ts";

/** Messages in a row whose best prices differ from the book's before it is given up. */
const DISAGREEMENTS_MAX = 2;
const DOLLAR = 1_000_000;
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
  #disagreements = 0;
  #isCrossed = false;
  #quoted: { bid: YesPrice | null; ask: YesPrice | null; atMs: number } = {
    bid: null,
    ask: null,
    atMs: 0,
  };

  constructor(listing: PolymarketListing, atMs: number) {
    this.market = listing.market;
    this.tokens = listing.tokens;
    this.conditionId = listing.conditionId;
    this.book = new OrderBook(listing.market.id);
    this.heardAtMs = atMs;
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
  replace(outcome: Outcome, frame: TokenBook, connection: string): boolean {
    const occurredAtMs = Number(frame.timestamp);
    if (this.isUsable && occurredAtMs < this.#newestMs) return false;
    const yesBids: YesLevel[] = [];
    const noBids: NoLevel[] = [];
    const add = (side: TokenSide, levels: TokenBook["bids"]) => {
      for (const { price, size } of levels) {
        const bid = bidOf(outcome, side, price);
        const quantity = sizeOf(size);
        if (bid.outcome === "yes") yesBids.push({ price: bid.price, quantity });
        else noBids.push({ price: bid.price, quantity });
      }
    };
    add("BUY", frame.bids);
    add("SELL", frame.asks);
    this.book.replace({ yesBids, noBids, occurredAtMs });
    this.connection = connection;
    this.#newestMs = occurredAtMs;
    this.#withheld = null;
    this.#disagreements = 0;
    return true;
  }

  /** Changes levels to what there is now; all of them, or none if one does not read. A withheld book is shown again. */
  change(
    outcome: Outcome,
    changes: readonly PriceChangeEntry[],
    occurredAtMs: number,
  ): void {
    const levels = changes.map((change) =>
      levelOf(outcome, change, occurredAtMs)
    );
    if (this.#withheld !== null) {
      this.book.replace({ ...this.#withheld, occurredAtMs });
      this.#withheld = null;
      // After a silence the first change has to fit: there may be others that nobody heard.
      this.#disagreements = DISAGREEMENTS_MAX - 1;
    }
    for (const level of levels) this.book.setLevel(level);
    this.#newestMs = Math.max(this.#newestMs, occurredAtMs);
  }

  /**
   * Compares the book's best prices with those that a change of a token's names. Returns `false` once they
   * have differed too often in a row: one message can be a matter of moments, two are a lost one.
   */
  agrees(
    outcome: Outcome,
    { best_bid: bestBid, best_ask: bestAsk }: PriceChangeEntry,
  ): boolean {
    if (bestBid === undefined || bestAsk === undefined) return true;
    const { bestYesBid, bestNoBid } = this.book;
    const [bid, ask] = outcome === "yes"
      ? [bestYesBid, bestNoBid]
      : [bestNoBid, bestYesBid];
    const isSame = Number(bid ?? 0n) === bestMicros(bestBid) &&
      (ask === null ? 0 : DOLLAR - Number(ask)) === bestMicros(bestAsk);
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
    const { bestYesBid: bid, bestNoBid, updatedAtMs } = book;
    const ask = bestNoBid === null ? null : toYesPrice(bestNoBid);
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
    const { bid: lastBid, ask: lastAsk, atMs } = this.#quoted;
    const isNews = bid !== lastBid || ask !== lastAsk ||
      occurredAtMs - atMs >= QUOTE_RENEWAL_MS;
    if (!isNews) return events;
    this.#quoted = { bid, ask, atMs: occurredAtMs };
    events.push({
      kind: "quote_changed",
      quote: { marketId: market.id, yesBid: bid, yesAsk: ask, occurredAtMs },
    });
    return events;
  }
}

/** Whether changes of a market's YES token and those of its NO token say the same, one by one. */
export function areMirrored(
  yes: readonly PriceChangeEntry[],
  no: readonly PriceChangeEntry[],
): boolean {
  return yes.length === no.length &&
    yes.every((change, index) => {
      const other = no[index];
      return other !== undefined && change.side !== other.side &&
        (change.size === other.size ||
          microsOf(change.size) === microsOf(other.size)) &&
        makeADollar(change.price, other.price);
    });
}

function levelOf(
  outcome: Outcome,
  { side, price, size }: PriceChangeEntry,
  occurredAtMs: number,
): BookLevel {
  const quantity = sizeOf(size);
  const bid = bidOf(outcome, side, price);
  // Spreading the bid would cost as much as reading the frame.
  return bid.outcome === "yes"
    ? { outcome: "yes", price: bid.price, quantity, occurredAtMs }
    : { outcome: "no", price: bid.price, quantity, occurredAtMs };
}

function sizeOf(text: string): Quantity {
  return quantityFromMicros(BigInt(microsOf(text)));
}

/** The venue prints 0 or a dollar, or nothing, for a side on which nobody quotes. */
function bestMicros(text: string): number {
  const micros = text === "" ? 0 : microsOf(text);
  return micros === DOLLAR ? 0 : micros;
}
