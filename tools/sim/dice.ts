import type { Random } from "../../runtime/mod.ts";

/** Draws as a script of faults needs them. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Returns a float in [0, 1). */
  next(): number {
    return this.#random.next();
  }

  /** Whether something of `probability` happens now. Draws also where it never does, so that faults do not shift each other. */
  happens(probability: number): boolean {
    return this.#random.next() < probability;
  }

  /** Returns an integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.#random.integer(max - min + 1);
  }

  /** Returns one of `items`. @throws {RangeError} If there is none. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.integer(items.length)] as Item;
  }

  /** Returns `items` in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const index = this.#random.integer(last + 1);
      const item = shuffled[last] as Item;
      shuffled[last] = shuffled[index] as Item;
      shuffled[index] = item;
    }
    return shuffled;
  }

  /** Returns dice of their own, which depend on the seed and `label` alone. */
  fork(label: string): Dice {
    return new Dice(this.#random.fork(label));
  }
}
