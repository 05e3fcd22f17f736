import type { BookView } from "../../domain/book.ts";
import type { Market } from "../../domain/market.ts";
import { Consumption } from "./consumption.ts";
import type { PaperOrder } from "./paper_order.ts";
import { RestingOrders } from "./resting_orders.ts";

/** A market as the paper exchange knows it: its listing, its book, and our orders in it. */
export class PaperMarket {
  /** As it was listed, in its phase now. */
  listing: Market;
  /** What we took from its book. It stays when the book is lost, as the venue will show it again. */
  readonly consumption = new Consumption();
  readonly resting = new RestingOrders();
  /** Orders that came while nobody knew the book, oldest first. */
  readonly waiting = new Set<PaperOrder>();
  #book: BookView | null = null;

  constructor(listing: Market) {
    this.listing = listing;
  }

  /**
   * The book that is shown; `null` where nobody knows what is there. A book without any level is that as well:
   * it is how a decoder shows one that it has lost track of.
   */
  get book(): BookView | null {
    const book = this.#book;
    return book === null || (book.yesBidDepth === 0n && book.noBidDepth === 0n)
      ? null
      : book;
  }

  /** Whether none of our orders is in it. */
  get isQuiet(): boolean {
    return this.waiting.size === 0 && this.resting.isEmpty;
  }

  /** Our orders in it. */
  orders(): readonly PaperOrder[] {
    return [...this.resting.all(), ...this.waiting];
  }

  /**
   * Takes the book as it is now, and lets go of what was taken from levels that it shows no more. A book without
   * any level is passed over: the venue, which never saw our orders, shows the same contracts again after the
   * gap. They would be there a second time.
   */
  show(book: BookView): void {
    this.#book = book;
    if (this.consumption.isEmpty || this.book === null) return;
    this.consumption.follow(book);
  }

  /** Nobody knows what is there now. */
  loseBook(): void {
    this.#book = null;
  }

  remove(order: PaperOrder): void {
    if (!this.waiting.delete(order)) this.resting.remove(order);
  }
}
