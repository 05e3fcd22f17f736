import type { MarketId } from "./ids.ts";
import { add, MICROS, type Quantity, ZERO_QUANTITY } from "./money.ts";
import type { NoPrice, OutcomePrice, YesPrice } from "./price.ts";

/** One price level of YES bids. */
export interface YesLevel {
  readonly price: YesPrice;
  readonly quantity: Quantity;
}
/** One price level of NO bids. A NO bid at `p` is a YES ask at `1 − p`. */
export interface NoLevel {
  readonly price: NoPrice;
  readonly quantity: Quantity;
}

/**
 * A read view of a live book of bids. It changes under its reader with the next frame: read what you
 * need within one message and never keep it.
 */
export interface BookView {
  readonly marketId: MarketId;
  readonly bestYesBid: YesPrice | null;
  readonly bestNoBid: NoPrice | null;
  readonly yesBidDepth: Quantity;
  readonly noBidDepth: Quantity;
  /** Unix milliseconds of the last update applied. */
  readonly updatedAtMs: number;
  /** Counts updates applied; a change means that the book was refreshed. */
  readonly version: number;
  /** Returns YES bids, best (highest) first. */
  yesBids(): Iterable<YesLevel>;
  /** Returns NO bids, best (highest) first. */
  noBids(): Iterable<NoLevel>;
}

/** A whole book as a venue sends it; levels in any order. */
export interface BookSnapshot {
  readonly yesBids: Iterable<YesLevel>;
  readonly noBids: Iterable<NoLevel>;
  /** Unix milliseconds. */
  readonly occurredAtMs: number;
}

/** A change of one level: `change` contracts more, or fewer where it is negative. */
export type BookDelta = OutcomePrice & {
  readonly change: Quantity;
  /** Unix milliseconds. */
  readonly occurredAtMs: number;
};

/** The bids of one side, ascending by price, so that the best is the last and the busy end is cheap to edit. */
class Bids<Price extends YesPrice | NoPrice> {
  /** Prices as numbers: comparing them is several times faster than comparing bigints. */
  readonly #keys: number[] = [];
  readonly #levels: { readonly price: Price; readonly quantity: Quantity }[] =
    [];
  depth: Quantity = ZERO_QUANTITY;

  get best(): Price | null {
    return this.#levels.at(-1)?.price ?? null;
  }

  /** Returns whether the level held all that the change took. */
  change(price: Price, change: Quantity): boolean {
    const key = Number(price);
    const index = this.#firstAtOrAbove(key);
    const level = this.#keys[index] === key ? this.#levels[index] : undefined;
    const before = level?.quantity ?? ZERO_QUANTITY;
    const after = add(before, change);
    if (after > 0n) {
      if (level) this.#levels[index] = { price, quantity: after };
      else this.#insert(index, key, { price, quantity: after });
      this.depth = add(this.depth, change);
      return true;
    }
    if (level) {
      this.#keys.splice(index, 1);
      this.#levels.splice(index, 1);
      this.depth = (this.depth - before) as Quantity;
    }
    return after === 0n;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#levels.length = 0;
    this.depth = ZERO_QUANTITY;
  }

  *bestFirst(): Generator<
    { readonly price: Price; readonly quantity: Quantity }
  > {
    for (let index = this.#levels.length - 1; index >= 0; index--) {
      const level = this.#levels[index];
      if (level) yield level;
    }
  }

  #insert(
    index: number,
    key: number,
    level: { readonly price: Price; readonly quantity: Quantity },
  ): void {
    this.#keys.splice(index, 0, key);
    this.#levels.splice(index, 0, level);
  }

  #firstAtOrAbove(key: number): number {
    const keys = this.#keys;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? Infinity) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * A live book of bids of one market.
 *
 * - A level is dropped when nothing is left of it; depth totals follow each change.
 * - Best bids and depths are read in constant time, a change finds its level by binary search.
 * - What cannot be (a change that takes more than is there, bids that cross) is applied as well as it can
 *   be and shown by `underflows` and `isCrossed`: the feed decides whether to ask for a new snapshot.
 */
export class OrderBook implements BookView {
  readonly marketId: MarketId;
  readonly #yes = new Bids<YesPrice>();
  readonly #no = new Bids<NoPrice>();
  #updatedAtMs = 0;
  #version = 0;
  #underflows = 0;

  constructor(marketId: MarketId) {
    this.marketId = marketId;
  }

  get bestYesBid(): YesPrice | null {
    return this.#yes.best;
  }

  get bestNoBid(): NoPrice | null {
    return this.#no.best;
  }

  get yesBidDepth(): Quantity {
    return this.#yes.depth;
  }

  get noBidDepth(): Quantity {
    return this.#no.depth;
  }

  get updatedAtMs(): number {
    return this.#updatedAtMs;
  }

  get version(): number {
    return this.#version;
  }

  /** Changes since the last snapshot that took more than was there: a sign of a lost or doubled frame. */
  get underflows(): number {
    return this.#underflows;
  }

  /** Whether best YES bid and best NO bid add up to a dollar or more, which a matching venue never shows. */
  get isCrossed(): boolean {
    const { bestYesBid, bestNoBid } = this;
    return bestYesBid !== null && bestNoBid !== null &&
      bestYesBid + bestNoBid >= MICROS;
  }

  yesBids(): Iterable<YesLevel> {
    return this.#yes.bestFirst();
  }

  noBids(): Iterable<NoLevel> {
    return this.#no.bestFirst();
  }

  /** Replaces both sides. Levels of one price add up; empty ones are left out. */
  replace(snapshot: BookSnapshot): void {
    this.#yes.clear();
    this.#no.clear();
    this.#underflows = 0;
    for (const { price, quantity } of snapshot.yesBids) {
      this.#count(this.#yes.change(price, quantity));
    }
    for (const { price, quantity } of snapshot.noBids) {
      this.#count(this.#no.change(price, quantity));
    }
    this.#touch(snapshot.occurredAtMs);
  }

  /** Applies a change of one level. */
  apply(delta: BookDelta): void {
    this.#count(
      delta.outcome === "yes"
        ? this.#yes.change(delta.price, delta.change)
        : this.#no.change(delta.price, delta.change),
    );
    this.#touch(delta.occurredAtMs);
  }

  #count(held: boolean): void {
    if (!held) this.#underflows++;
  }

  #touch(occurredAtMs: number): void {
    this.#updatedAtMs = occurredAtMs;
    this.#version++;
  }
}
