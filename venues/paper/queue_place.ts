import {
  max,
  min,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";

/** How much later than the change of the book the print of the same trade may reach us, in milliseconds. */
const PRINT_LAG_MS = 2_000;

/**
 * How many contracts of others stand before an order at its price. Prints at the price move it ahead; what
 * others take back moves it only so far that no more stand before it than the level shows.
 *
 * A trade is told twice, by the book and by its print, in either order. What the level lost shortly before a
 * print is taken to be the same contracts, so that they do not count twice.
 */
export class QueuePlace {
  /** `null` until the level has been seen. */
  #ahead: Quantity | null = null;
  /** What the level lost that was counted as ahead and has not been printed. */
  #unprinted = ZERO_QUANTITY;
  #lostAtMs = 0;

  /** The contracts ahead; `null` until the level has been seen. */
  get ahead(): Quantity | null {
    return this.#ahead;
  }

  /** Follows the level to what it shows now; an order that comes to it is the last one there. */
  follow(shown: Quantity, nowMs: number): void {
    const ahead = this.#ahead;
    if (ahead === null) {
      this.#ahead = shown;
      return;
    }
    if (shown >= ahead) return;
    const lost = subtract(ahead, shown);
    this.#unprinted = (this.#stillUnprinted(nowMs) + lost) as Quantity;
    this.#lostAtMs = nowMs;
    this.#ahead = shown;
  }

  /** Moves ahead by `printed` contracts of its price and returns those that are left for the order. */
  pass(printed: Quantity, nowMs: number): Quantity {
    const ahead = this.#ahead;
    if (ahead === null) return ZERO_QUANTITY;
    const known = min(printed, this.#stillUnprinted(nowMs));
    this.#unprinted = subtract(this.#stillUnprinted(nowMs), known);
    const news = subtract(printed, known);
    this.#ahead = max(subtract(ahead, news), ZERO_QUANTITY);
    return max(subtract(news, ahead), ZERO_QUANTITY);
  }

  /** A worse price was traded: nobody stands before the order any more. */
  reachFront(): void {
    this.#ahead = ZERO_QUANTITY;
    this.#unprinted = ZERO_QUANTITY;
  }

  #stillUnprinted(nowMs: number): Quantity {
    return nowMs - this.#lostAtMs <= PRINT_LAG_MS
      ? this.#unprinted
      : ZERO_QUANTITY;
  }
}
