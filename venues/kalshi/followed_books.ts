import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  type BookView,
  type NoLevel,
  OrderBook,
  type YesLevel,
} from "../../domain/book.ts";
import { parseMicros } from "../../domain/decimal.ts";
import { marketId } from "../../domain/ids.ts";
import { type Quantity, quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import type { FrameOf } from "./frame.ts";

/** Where the frames of a book come from. */
export interface BookFeed {
  readonly connection: string;
  readonly sid: number;
}

/** A market's book and whether it can be relied on. */
interface FollowedBook extends BookFeed {
  readonly book: OrderBook;
  /** False from a gap or a lost connection to the next snapshot. */
  isUsable: boolean;
  isCrossed: boolean;
}

/** The live books of all markets, by ticker. */
export class FollowedBooks {
  readonly #books = new Map<string, FollowedBook>();
  /** The ticker that was asked for last, and its book: changes come in runs, and to compare is faster than to hash. */
  #newest: { readonly ticker: string; readonly book: FollowedBook } | null =
    null;
  #underflows = 0;
  #crossings = 0;

  /** Changes that took more from a level than was there. */
  get underflows(): number {
    return this.#underflows;
  }

  /** Times that a book became crossed: best YES bid and best NO bid add up to a dollar or more. */
  get crossings(): number {
    return this.#crossings;
  }

  /** Replaces a book. A market keeps one book until it is forgotten, so that readers may hold on to it. */
  applySnapshot(
    { msg }: FrameOf<"orderbook_snapshot">,
    feed: BookFeed,
    atMs: number,
  ): MarketEvent {
    const yesBids = (msg.yes_dollars_fp ?? []).map((
      [price, size],
    ): YesLevel => ({
      price: yesPrice(price),
      quantity: quantity(size),
    }));
    const noBids = (msg.no_dollars_fp ?? []).map(([price, size]): NoLevel => ({
      price: noPrice(price),
      quantity: quantity(size),
    }));
    const ticker = msg.market_ticker;
    const book = this.#books.get(ticker)?.book ??
      new OrderBook(marketId("kalshi", ticker));
    const followed = { ...feed, book, isUsable: true, isCrossed: false };
    this.#books.set(ticker, followed);
    this.#newest = null;
    book.replace({ yesBids, noBids, occurredAtMs: atMs });
    this.#noteCrossing(followed);
    return bookEvent(book);
  }

  /** Changes a level. Returns `null` if the market has no book that can be relied on. */
  applyDelta(
    { msg }: FrameOf<"orderbook_delta">,
    atMs: number,
  ): MarketEvent | null {
    const followed = this.#bookOf(msg.market_ticker);
    if (followed === undefined || !followed.isUsable) return null;
    const { book } = followed;
    const change = parseMicros(msg.delta_fp) as Quantity;
    const occurredAtMs = msg.ts_ms ?? atMs;
    const underflows = book.underflows;
    book.apply(
      msg.side === "yes"
        ? {
          outcome: "yes",
          price: yesPrice(msg.price_dollars),
          change,
          occurredAtMs,
        }
        : {
          outcome: "no",
          price: noPrice(msg.price_dollars),
          change,
          occurredAtMs,
        },
    );
    this.#underflows += book.underflows - underflows;
    this.#noteCrossing(followed);
    return bookEvent(book);
  }

  /**
   * Empties the books of a connection, or of one of its subscriptions, until their next snapshots: nobody
   * may trade on what is no longer known to be there. Returns one event per book that this changes.
   */
  distrust(connection: string, atMs: number, sid?: number): MarketEvent[] {
    const events: MarketEvent[] = [];
    for (const followed of this.#books.values()) {
      const isMeant = followed.isUsable &&
        followed.connection === connection &&
        (sid === undefined || followed.sid === sid);
      if (!isMeant) continue;
      events.push(emptied(followed, atMs));
    }
    return events;
  }

  /**
   * Empties one book until its next snapshot, because it was found to differ from the venue's. Returns the event
   * that this makes; `null` where there was no book to rely on.
   */
  distrustOne(ticker: string, atMs: number): MarketEvent | null {
    const followed = this.#books.get(ticker);
    if (followed === undefined || !followed.isUsable) return null;
    return emptied(followed, atMs);
  }

  /** Returns the book of a market; `null` where there is none that can be relied on. */
  usable(ticker: string): BookView | null {
    const followed = this.#books.get(ticker);
    return followed?.isUsable === true ? followed.book : null;
  }

  /** Lets go of a book that nobody needs any more; its next snapshot would begin a new one. */
  forget(ticker: string): void {
    this.#books.delete(ticker);
    this.#newest = null;
  }

  #bookOf(ticker: string): FollowedBook | undefined {
    const newest = this.#newest;
    if (newest !== null && newest.ticker === ticker) return newest.book;
    const book = this.#books.get(ticker);
    if (book !== undefined) this.#newest = { ticker, book };
    return book;
  }

  #noteCrossing(followed: FollowedBook): void {
    const { isCrossed } = followed.book;
    if (isCrossed && !followed.isCrossed) this.#crossings++;
    followed.isCrossed = isCrossed;
  }
}

function emptied(followed: FollowedBook, atMs: number): MarketEvent {
  followed.isUsable = false;
  followed.isCrossed = false;
  followed.book.replace({ yesBids: [], noBids: [], occurredAtMs: atMs });
  return bookEvent(followed.book);
}

function bookEvent(book: OrderBook): MarketEvent {
  return {
    kind: "book_changed",
    depth: {
      marketId: book.marketId,
      yesBidDepth: book.yesBidDepth,
      noBidDepth: book.noBidDepth,
      occurredAtMs: book.updatedAtMs,
    },
    book,
  };
}
