/**
 * What a venue's books offer, kept apart from the exchange that takes it. Only tests import it.
 *
 * @module
 */
import type { Outcome } from "../../domain/market.ts";

/**
 * What the venue had for us, kept apart from the exchange: at each price the contracts shown that were not
 * taken, as far as the book has not shown fewer since.
 */
export class Offered {
  readonly #shown = {
    yes: new Map<bigint, bigint>(),
    no: new Map<bigint, bigint>(),
  };
  readonly #left = {
    yes: new Map<bigint, bigint>(),
    no: new Map<bigint, bigint>(),
  };

  /** Follows the bids of `side`, contracts by price on its scale, to what is shown now. */
  show(side: Outcome, shownNow: ReadonlyMap<bigint, bigint>): void {
    const left = new Map<bigint, bigint>();
    for (const [price, now] of shownNow) {
      const before = this.#shown[side].get(price) ?? 0n;
      const grown = now > before ? now - before : 0n;
      const most = (this.#left[side].get(price) ?? 0n) + grown;
      left.set(price, most < now ? most : now);
    }
    this.#left[side] = left;
    this.#shown[side] = new Map(shownNow);
  }

  /** Takes contracts from the best bids of `side`, none below `lowest`. Returns what is missing. */
  take(side: Outcome, lowest: bigint, contracts: bigint): bigint {
    const left = this.#left[side];
    let missing = contracts;
    for (const price of [...left.keys()].sort((a, b) => Number(b - a))) {
      if (price < lowest) break;
      const there = left.get(price) ?? 0n;
      const taken = there < missing ? there : missing;
      left.set(price, there - taken);
      missing -= taken;
    }
    return missing;
  }
}
