import { afterEventLoopTurn, SystemClock } from "./clock.ts";
import type { Dispatcher, DispatcherHost, Runnable } from "./dispatcher.ts";
import { Ring } from "./ring.ts";

/** Options of `LiveDispatcher`. */
export interface LiveDispatcherOptions {
  /** Messages that one actor may handle before the next one's turn, 1 or more. @default {64} */
  readonly quantum?: number;
  /** How long actors may hold the event loop, in milliseconds, more than 0. @default {0.5} */
  readonly sliceMs?: number;
  /** Monotonic milliseconds. @default {new SystemClock().monotonicMs} */
  readonly monotonicMs?: () => number;
  /** Runs its callback after timers and I/O had their turn. @default {afterEventLoopTurn} */
  readonly afterEventLoopTurn?: (callback: () => void) => void;
}

/** Messages between two looks at the clock, at most: one look costs about as much as ten messages. */
const MESSAGES_PER_LOOK_MAX = 256;
/** The same before anything is known about the handlers. */
const MESSAGES_PER_LOOK_FIRST = 64;

/**
 * Runs actors in turn on the event loop.
 *
 * - Fair: one run queue, first in first out, a bounded batch per actor.
 * - Polite: after `sliceMs` of work, timers and I/O get their turn, also across wake-ups within one turn.
 * - Slow handlers shrink the batch, down to one message between two looks at the clock.
 * - Idle, it holds no timer and does not keep the process alive.
 */
export class LiveDispatcher implements Dispatcher {
  readonly #quantum: number;
  readonly #sliceMs: number;
  readonly #monotonicMs: () => number;
  readonly #afterEventLoopTurn: (callback: () => void) => void;
  /** Runs first, before the queue: a single runnable, as in a conversation of two, needs no queue. */
  #next: Runnable | null = null;
  readonly #queue = new Ring<Runnable>();
  readonly #wakeInSameTurn = (): void => this.#drain();
  readonly #wakeInNextTurn = (): void => {
    this.#usedMs = 0;
    this.#lookedAtMs = this.lookMs();
    this.#drain();
  };
  #host: DispatcherHost | null = null;
  #awake = false;
  #usedMs = 0;
  /** Since when the event loop has been held, as far as this turn's slice is not charged yet. */
  #lookedAtMs: number;
  /** An integer, because the engine would have to box others. */
  #coarseMs: number;
  #messagesPerLook = MESSAGES_PER_LOOK_FIRST;
  /** Messages until the next look. Wake-ups share it: most are for a single message, and a look costs as much as that. */
  #messagesLeft = MESSAGES_PER_LOOK_FIRST;

  /** @throws {RangeError} If an option is outside its range. */
  constructor(options: LiveDispatcherOptions = {}) {
    const { quantum = 64, sliceMs = 0.5 } = options;
    checkQuantum(quantum);
    if (!(sliceMs > 0)) {
      throw new RangeError(
        `Cannot dispatch as 'sliceMs' must be more than 0: current value is ${sliceMs}`,
      );
    }
    const clock = new SystemClock();
    this.#quantum = quantum;
    this.#sliceMs = sliceMs;
    this.#monotonicMs = options.monotonicMs ?? (() => clock.monotonicMs());
    this.#afterEventLoopTurn = options.afterEventLoopTurn ?? afterEventLoopTurn;
    this.#lookedAtMs = this.#monotonicMs();
    this.#coarseMs = this.#lookedAtMs | 0;
  }

  /** @throws {Error} If it serves a system already. */
  attach(host: DispatcherHost): void {
    checkUnattached(this.#host);
    this.#host = host;
  }

  schedule(runnable: Runnable): void {
    if (this.#next === null && this.#queue.size === 0) this.#next = runnable;
    else this.#queue.push(runnable);
    if (this.#awake) return;
    this.#awake = true;
    this.#lookedAtMs = this.lookMs();
    this.#wake();
  }

  isIdle(): boolean {
    return !this.#awake;
  }

  coarseMs(): number {
    return this.#coarseMs;
  }

  lookMs(): number {
    const nowMs = this.#monotonicMs();
    this.#coarseMs = nowMs | 0;
    return nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs();
  }

  /** A microtask as long as this turn's slice lasts: wake-ups by promises alone would starve timers otherwise. */
  #wake(): void {
    if (this.#usedMs < this.#sliceMs) queueMicrotask(this.#wakeInSameTurn);
    else this.#afterEventLoopTurn(this.#wakeInNextTurn);
  }

  #drain(): void {
    const quantum = this.#quantum;
    let messages = 0;
    let runnable: Runnable | undefined;
    do {
      let left = this.#messagesLeft;
      while (left > 0 && (runnable = this.#shift()) !== undefined) {
        const done = runnable.run(quantum < left ? quantum : left);
        const cost = done > 0 ? done : 1;
        left -= cost;
        messages += cost;
      }
      this.#messagesLeft = left;
      if (left > 0) break;
      this.#charge(messages);
      messages = 0;
    } while (this.#hasWork && this.#usedMs < this.#sliceMs);
    if (this.#hasWork) return this.#wake();
    this.#awake = false;
    this.#host?.idle();
  }

  get #hasWork(): boolean {
    return this.#next !== null || this.#queue.size > 0;
  }

  #shift(): Runnable | undefined {
    const next = this.#next;
    if (next === null) return this.#queue.shift();
    this.#next = null;
    return next;
  }

  /**
   * Charges this turn's slice with what the messages since the last look are reckoned to have taken, and fits how many
   * may come before the next one to that.
   *
   * @param timed How many of them were handled since this wake-up began, 1 or more: they tell what one takes.
   */
  #charge(timed: number): void {
    const nowMs = this.lookMs();
    const elapsedMs = (nowMs - this.#lookedAtMs) * this.#messagesPerLook /
      timed;
    this.#lookedAtMs = nowMs;
    this.#usedMs += elapsedMs;
    const isSlow = elapsedMs > this.#sliceMs / 4;
    this.#messagesPerLook = isSlow
      ? Math.max(1, this.#messagesPerLook >> 1)
      : Math.min(MESSAGES_PER_LOOK_MAX, this.#messagesPerLook << 1);
    this.#messagesLeft = this.#messagesPerLook;
  }
}

/**
 * Validates a dispatcher's quantum.
 *
 * @throws {RangeError} If it is no integer of 1 or more.
 */
export function checkQuantum(quantum: number): void {
  if (!Number.isInteger(quantum) || quantum < 1) {
    throw new RangeError(
      `Cannot dispatch as 'quantum' must be an integer of 1 or more: current value is ${quantum}`,
    );
  }
}

/**
 * Validates that a dispatcher is free.
 *
 * @throws {Error} If it serves a system already.
 */
export function checkUnattached(host: DispatcherHost | null): void {
  if (host !== null) {
    throw new Error(
      "Cannot attach the dispatcher as it must be free: current value is attached",
    );
  }
}
