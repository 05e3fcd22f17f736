import type { BookView } from "../../domain/book.ts";
import type { Outcome } from "../../domain/market.ts";
import { add, min, type Quantity, ZERO_QUANTITY } from "../../domain/money.ts";
import type { NoPrice, YesPrice } from "../../domain/price.ts";

/**
 * What the paper exchange has taken from one book's levels. The venue goes on showing it, as it never saw
 * our orders, so it is not there a second time.
 *
 * A level that shrinks under what was taken takes that with it, and one that is gone is forgotten: whatever
 * is shown there afterwards is new.
 */
export class Consumption {
  readonly #taken = {
    yes: new Map<bigint, Quantity>(),
    no: new Map<bigint, Quantity>(),
  };

  /** Whether nothing is taken anywhere. */
  get isEmpty(): boolean {
    return this.#taken.yes.size === 0 && this.#taken.no.size === 0;
  }

  /** Returns the contracts taken from the bids of `side` at `price`. */
  at(side: Outcome, price: YesPrice | NoPrice): Quantity {
    return this.#taken[side].get(price) ?? ZERO_QUANTITY;
  }

  /** Takes `quantity` more contracts from the bids of `side` at `price`. */
  take(side: Outcome, price: YesPrice | NoPrice, quantity: Quantity): void {
    this.#taken[side].set(price, add(this.at(side, price), quantity));
  }

  /** Follows the book to what it shows now. */
  follow(book: BookView): void {
    followSide(this.#taken.yes, book.yesBids());
    followSide(this.#taken.no, book.noBids());
  }
}

function followSide(
  taken: Map<bigint, Quantity>,
  bids: Iterable<
    { readonly price: YesPrice | NoPrice; readonly quantity: Quantity }
  >,
): void {
  if (taken.size === 0) return;
  let lowest: bigint | null = null;
  for (const price of taken.keys()) {
    if (lowest === null || price < lowest) lowest = price;
  }
  const shown = new Map<bigint, Quantity>();
  for (const { price, quantity } of bids) {
    if (lowest !== null && price < lowest) break;
    if (taken.has(price)) shown.set(price, quantity);
  }
  for (const [price, quantity] of taken) {
    const left = shown.get(price);
    if (left === undefined) taken.delete(price);
    else taken.set(price, min(left, quantity));
  }
}
