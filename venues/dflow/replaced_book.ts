import type { BookView, NoLevel, YesLevel } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Quantity } from "../../domain/money.ts";
import type { NoPrice, YesPrice } from "../../domain/price.ts";
import { EMPTY_BOOK, type WholeBook } from "./whole_book.ts";

/**
 * A live book that each frame replaces as a whole. Its depths count tradable levels only, without the
 * crossed ones that a whole book tells apart.
 */
export class ReplacedBook implements BookView {
  readonly marketId: MarketId;
  #book: WholeBook = EMPTY_BOOK;
  #updatedAtMs = 0;
  #version = 0;

  constructor(marketId: MarketId) {
    this.marketId = marketId;
  }

  get bestYesBid(): YesPrice | null {
    return this.#book.bestYesBid;
  }

  get bestNoBid(): NoPrice | null {
    return this.#book.bestNoBid;
  }

  get yesBidDepth(): Quantity {
    return this.#book.offeredYesBidDepth;
  }

  get noBidDepth(): Quantity {
    return this.#book.noBidDepth;
  }

  /** Unix milliseconds; 0 before the first replacement. */
  get updatedAtMs(): number {
    return this.#updatedAtMs;
  }

  get version(): number {
    return this.#version;
  }

  yesBids(): Iterable<YesLevel> {
    return this.#book.yesBids;
  }

  noBids(): Iterable<NoLevel> {
    return this.#book.noBids;
  }

  /** Puts `book` in place of everything, as of `updatedAtMs` (Unix milliseconds). */
  replace(book: WholeBook, updatedAtMs: number): void {
    this.#book = book;
    this.#updatedAtMs = updatedAtMs;
    this.#version += 1;
  }
}
