import type { Dispatcher, DispatcherHost, Runnable } from "./dispatcher.ts";
import { checkQuantum, checkUnattached } from "./live_dispatcher.ts";
import { Ring } from "./ring.ts";

/** Who waits for a turn, and whose is the next. */
export interface RunQueue {
  /** Runnables held. */
  readonly size: number;
  /** Adds `runnable`, which is not in it. */
  push(runnable: Runnable): void;
  /** Removes and returns the next one, or `undefined` when there is none. */
  shift(): Runnable | undefined;
}

/** Options of `ManualDispatcher`. */
export interface ManualDispatcherOptions {
  /** Messages that one actor may handle before the next one's turn, 1 or more. @default {64} */
  readonly quantum?: number;
  /** Whether it also wakes itself in a microtask, so that awaiting is enough. @default {true} */
  readonly autoRun?: boolean;
  /** Decides about the order of turns. @default {new Ring()} */
  readonly queue?: RunQueue;
}

/**
 * Runs actors in turn when it is told to: the dispatcher of a replay.
 *
 * - First in first out unless its queue is another one, so the same input gives the same order.
 * - `runUntilIdle()` drains synchronously: no promise, no macrotask.
 * - It does not yield to the event loop and has no time of its own.
 */
export class ManualDispatcher implements Dispatcher {
  readonly #quantum: number;
  readonly #autoRun: boolean;
  readonly #queue: RunQueue;
  readonly #wakeUp = (): void => {
    this.#isWoken = false;
    this.runUntilIdle();
  };
  #host: DispatcherHost | null = null;
  #isRunning = false;
  #isWoken = false;

  /** @throws {RangeError} If `quantum` is outside its range. */
  constructor(
    { quantum = 64, autoRun = true, queue = new Ring() }:
      ManualDispatcherOptions = {},
  ) {
    checkQuantum(quantum);
    this.#quantum = quantum;
    this.#autoRun = autoRun;
    this.#queue = queue;
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
    return this.#queue.size === 0 && !this.#isRunning;
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

  /** Gives one runnable its turn. Returns whether there was one; `false` also from inside a runnable. */
  step(): boolean {
    if (this.#isRunning || this.#queue.size === 0) return false;
    this.#run(1);
    return true;
  }

  /** Runs until nothing is queued and returns the units of work done; 0 from inside a runnable. */
  runUntilIdle(): number {
    if (this.#isRunning || this.#queue.size === 0) return 0;
    return this.#run(Infinity);
  }

  #run(turnsMax: number): number {
    this.#isRunning = true;
    let done = 0;
    try {
      for (let turns = 0; turns < turnsMax && this.#queue.size > 0; turns++) {
        done += (this.#queue.shift() as Runnable).run(this.#quantum);
      }
    } finally {
      this.#isRunning = false;
    }
    if (this.#queue.size === 0) this.#host?.idle();
    return done;
  }
}
