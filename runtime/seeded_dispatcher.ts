import type { Dispatcher, DispatcherHost, Runnable } from "./dispatcher.ts";
import { checkQuantum, checkUnattached } from "./live_dispatcher.ts";
import type { Random } from "./random.ts";

/** Options of `SeededDispatcher`. */
export interface SeededDispatcherOptions {
  /** Messages that one actor handles per step, 1 or more. @default {1} */
  readonly quantum?: number;
  /** Whether it also wakes itself in a microtask, so that awaiting is enough. @default {true} */
  readonly autoRun?: boolean;
}

/**
 * Picks a random runnable at each step: one seed, one interleaving, replayed exactly; another seed, another one.
 *
 * Each mailbox stays first in first out: only the order between actors varies.
 */
export class SeededDispatcher implements Dispatcher {
  readonly #random: Random;
  readonly #quantum: number;
  readonly #autoRun: boolean;
  readonly #queue: Runnable[] = [];
  readonly #wakeUp = (): void => {
    this.#isWoken = false;
    this.run();
  };
  #host: DispatcherHost | null = null;
  #isRunning = false;
  #isWoken = false;

  /** @throws {RangeError} If `quantum` is outside its range. */
  constructor(
    random: Random,
    { quantum = 1, autoRun = true }: SeededDispatcherOptions = {},
  ) {
    checkQuantum(quantum);
    this.#random = random;
    this.#quantum = quantum;
    this.#autoRun = autoRun;
  }

  /** @throws {Error} If it serves a system already. */
  attach(host: DispatcherHost): void {
    checkUnattached(this.#host);
    this.#host = host;
  }

  schedule(runnable: Runnable): void {
    this.#queue.push(runnable);
    if (!this.#autoRun || this.#isRunning || this.#isWoken) return;
    this.#isWoken = true;
    queueMicrotask(this.#wakeUp);
  }

  isIdle(): boolean {
    return this.#queue.length === 0 && !this.#isRunning;
  }

  coarseMs(): number {
    return this.monotonicMs() | 0;
  }

  lookMs(): number {
    return this.monotonicMs();
  }

  monotonicMs(): number {
    return this.#host === null ? 0 : this.#host.clock.monotonicMs();
  }

  /** Runs one random runnable. Returns whether there was one; `false` also from inside a runnable. */
  step(): boolean {
    if (this.#isRunning || this.#queue.length === 0) return false;
    this.#isRunning = true;
    try {
      this.#runOne();
    } finally {
      this.#isRunning = false;
    }
    if (this.#queue.length === 0) this.#host?.idle();
    return true;
  }

  /** Runs until nothing is queued and returns the units of work done; 0 from inside a runnable. */
  run(): number {
    if (this.#isRunning || this.#queue.length === 0) return 0;
    this.#isRunning = true;
    let done = 0;
    try {
      while (this.#queue.length > 0) done += this.#runOne();
    } finally {
      this.#isRunning = false;
    }
    this.#host?.idle();
    return done;
  }

  /** The same as `run()`. */
  runUntilIdle(): number {
    return this.run();
  }

  #runOne(): number {
    const index = this.#random.integer(this.#queue.length);
    const picked = this.#queue[index] as Runnable;
    const last = this.#queue.pop() as Runnable;
    if (last !== picked) this.#queue[index] = last; // Order does not matter to a random pick, so no splice.
    return picked.run(this.#quantum);
  }
}
