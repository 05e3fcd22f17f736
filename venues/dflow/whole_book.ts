import type { NoLevel, YesLevel } from "../../domain/book.ts";
import { type Quantity, quantityFromMicros } from "../../domain/money.ts";
import {
  type NoPrice,
  noPriceFromMicros,
  type YesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";

/** A dollar in micro-dollars. */
export const DOLLAR = 1_000_000;
/** Sums below this and one more level are exact in a double. */
const EXACT_SUM_MAX = Number.MAX_SAFE_INTEGER - 1e15;

/** One side of a book: bids in micro-dollars, best (highest) first, and millionths of contracts, above 0. */
export interface BidMicros {
  readonly prices: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * Both sides of a whole book as a frame has it, and the totals of everything that was sent.
 *
 * YES bids at or above the ask that the best NO bid implies cannot rest in a matched book: the venue's relay leaves
 * them behind, so they are not offered for trading, but they count in the totals.
 *
 * A frame is read into numbers, which is what it costs to know totals and best prices. Its levels are made when
 * somebody walks the book, which of most books nobody does before the next one replaces it.
 */
export class WholeBook {
  readonly #yes: BidMicros;
  readonly #no: BidMicros;
  /** How many YES bids come before the best one that is offered. */
  readonly #crossed: number;
  #yesBids: readonly YesLevel[] | null = null;
  #noBids: readonly NoLevel[] | null = null;

  constructor(yes: BidMicros, no: BidMicros) {
    this.#yes = yes;
    this.#no = no;
    const ask = DOLLAR - (no.prices[0] ?? 0);
    let crossed = 0;
    while ((yes.prices[crossed] ?? 0) >= ask) crossed += 1;
    this.#crossed = crossed;
  }

  get bestYesBid(): YesPrice | null {
    const price = this.#yes.prices[this.#crossed];
    return price === undefined ? null : yesPriceFromMicros(BigInt(price));
  }

  get bestNoBid(): NoPrice | null {
    const price = this.#no.prices[0];
    return price === undefined ? null : noPriceFromMicros(BigInt(price));
  }

  /** Those that are offered, best first. */
  get yesBids(): readonly YesLevel[] {
    this.#yesBids ??= this.#yes.prices.map((price, index) => ({
      price: yesPriceFromMicros(BigInt(price)),
      quantity: sizeAt(this.#yes, index),
    })).slice(this.#crossed);
    return this.#yesBids;
  }

  /** Best first. */
  get noBids(): readonly NoLevel[] {
    this.#noBids ??= this.#no.prices.map((price, index) => ({
      price: noPriceFromMicros(BigInt(price)),
      quantity: sizeAt(this.#no, index),
    }));
    return this.#noBids;
  }

  /** Sum over every level of the frame, crossed ones too: what the imbalance rule is defined on. */
  get yesBidDepth(): Quantity {
    return total(this.#yes, 0);
  }

  get noBidDepth(): Quantity {
    return total(this.#no, 0);
  }

  /** Sum over the YES bids that are offered. */
  get offeredYesBidDepth(): Quantity {
    return total(this.#yes, this.#crossed);
  }
}

const NO_BIDS: BidMicros = { prices: [], sizes: [] };
/** A book without a bid. */
export const EMPTY_BOOK = new WholeBook(NO_BIDS, NO_BIDS);

function sizeAt({ sizes }: BidMicros, index: number): Quantity {
  return quantityFromMicros(BigInt(sizes[index] ?? 0));
}

function total({ sizes }: BidMicros, from: number): Quantity {
  let sum = 0n;
  let part = 0;
  for (let index = from; index < sizes.length; index += 1) {
    if (part > EXACT_SUM_MAX) {
      sum += BigInt(part);
      part = 0;
    }
    part += sizes[index] ?? 0;
  }
  return quantityFromMicros(sum + BigInt(part));
}
