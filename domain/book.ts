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

/** What there is at one level now, as venues say it that send totals; 0 takes the level away. */
export type BookLevel = OutcomePrice & {
  readonly quantity: Quantity;
  /** Unix milliseconds. */
  readonly occurredAtMs: number;
};

/** A dollar on the scale of a level's key. */
const DOLLAR_KEY = Number(MICROS);

/** The bids of one side, ascending by price, so that the best is the last and the busy end is cheap to edit. */
class Bids<Price extends YesPrice | NoPrice> {
  /** Prices as numbers: comparing them is several times faster than comparing bigints. */
  readonly #keys: number[] = [];
  readonly #levels: { readonly price: Price; readonly quantity: Quantity }[] =
    [];
  depth: Quantity = ZERO_QUANTITY;

  /** The best price as a number of micro-dollars; `-Infinity` without any. */
  get bestKey(): number {
    return this.#keys[this.#keys.length - 1] ?? -Infinity;
  }

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
      this.#remove(index);
      this.depth = (this.depth - before) as Quantity;
    }
    return after === 0n;
  }

  /** Makes `quantity` what there is at `price`. */
  set(price: Price, quantity: Quantity): void {
    const key = Number(price);
    const index = this.#firstAtOrAbove(key);
    const level = this.#keys[index] === key ? this.#levels[index] : undefined;
    const before = level?.quantity ?? ZERO_QUANTITY;
    this.depth = (this.depth + quantity - before) as Quantity;
    if (quantity === 0n) {
      if (level === undefined) return;
      this.#remove(index);
    } else if (level) this.#levels[index] = { price, quantity };
    else this.#insert(index, key, { price, quantity });
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
    insertAt(this.#keys, index, key);
    insertAt(this.#levels, index, level);
  }

  #remove(index: number): void {
    removeAt(this.#keys, index);
    removeAt(this.#levels, index);
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

/** Most changes are at the end, where moving a few items is faster than `splice`, which makes an array of what it takes out. */
function insertAt<Item>(items: Item[], index: number, item: Item): void {
  items.push(item);
  for (let place = items.length - 1; place > index; place -= 1) {
    items[place] = items[place - 1] as Item;
  }
  items[index] = item;
}

function removeAt<Item>(items: Item[], index: number): void {
  for (let place = index + 1; place < items.length; place += 1) {
    items[place - 1] = items[place] as Item;
  }
  items.pop();
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

  /** The best YES bid as a number of micro-dollars, to compare with; `-Infinity` without any. */
  get bestYesMicros(): number {
    return this.#yes.bestKey;
  }

  /** The best NO bid as a number of micro-dollars, to compare with; `-Infinity` without any. */
  get bestNoMicros(): number {
    return this.#no.bestKey;
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
    return this.#yes.bestKey + this.#no.bestKey >= DOLLAR_KEY;
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

  /** Replaces one level by what there is now. */
  setLevel(level: BookLevel): void {
    if (level.outcome === "yes") this.#yes.set(level.price, level.quantity);
    else this.#no.set(level.price, level.quantity);
    this.#touch(level.occurredAtMs);
  }

  #count(held: boolean): void {
    if (!held) this.#underflows++;
  }

  #touch(occurredAtMs: number): void {
    this.#updatedAtMs = occurredAtMs;
    this.#version++;
  }
}
