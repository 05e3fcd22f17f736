import type { Runnable } from "./dispatcher.ts";
import {
  ManualDispatcher,
  type ManualDispatcherOptions,
  type RunQueue,
} from "./manual_dispatcher.ts";
import type { Random } from "./random.ts";

/** Options of `SeededDispatcher`. */
export interface SeededDispatcherOptions
  extends Omit<ManualDispatcherOptions, "queue" | "quantum"> {
  /** Messages that one actor handles per step, 1 or more. @default {1} */
  readonly quantum?: number;
}

/**
 * Picks a random runnable at each step: one seed, one interleaving, replayed exactly; another seed, another one.
 *
 * Each mailbox stays first in first out: only the order between actors varies.
 */
export class SeededDispatcher extends ManualDispatcher {
  /** @throws {RangeError} If `quantum` is outside its range. */
  constructor(
    random: Random,
    { quantum = 1, ...options }: SeededDispatcherOptions = {},
  ) {
    super({ ...options, quantum, queue: new RandomQueue(random) });
  }
}

class RandomQueue implements RunQueue {
  readonly #random: Random;
  readonly #runnables: Runnable[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  get size(): number {
    return this.#runnables.length;
  }

  push(runnable: Runnable): void {
    this.#runnables.push(runnable);
  }

  shift(): Runnable | undefined {
    if (this.size === 0) return undefined;
    const index = this.#random.integer(this.#runnables.length);
    const picked = this.#runnables[index];
    const last = this.#runnables.pop();
    // Order does not matter to a random pick, so no splice.
    if (last !== undefined && last !== picked) this.#runnables[index] = last;
    return picked;
  }
}
