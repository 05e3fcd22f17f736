import { type CancelTimer, checkDelay, type Clock } from "./clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly sequence: number;
  callback: (() => void) | null;
}

/** Options of `SimulatedClock`. */
export interface SimulatedClockOptions {
  /** Unix time at which the clock starts, in milliseconds. @default {0} */
  readonly startMs?: number;
}

/**
 * A clock that stands still until it is told to move.
 *
 * - Timers fire inside `advanceBy` and `advanceTo` only, by due time, ties by creation; each sees its own due time.
 * - A timer set by a callback fires in the same advance if it is due.
 * - `jumpBy` moves wall time alone, as a corrected machine clock does.
 */
export class SimulatedClock implements Clock {
  readonly #startMs: number;
  readonly #heap: Timer[] = [];
  #timeMs: number;
  #jumpedMs = 0;
  #sequence = 0;
  #canceled = 0;
  #advancing = false;
  #afterInstant: () => void = () => {};

  /** @throws {RangeError} If `startMs` is not finite. */
  constructor({ startMs = 0 }: SimulatedClockOptions = {}) {
    if (!Number.isFinite(startMs)) {
      throw new RangeError(
        `Cannot start the clock as 'startMs' must be finite: current value is ${startMs}`,
      );
    }
    this.#startMs = startMs;
    this.#timeMs = startMs;
  }

  /** Returns simulated Unix time in whole milliseconds. */
  nowMs(): number {
    return Math.floor(this.#timeMs + this.#jumpedMs);
  }

  /** Returns milliseconds since `startMs`; jumps do not change it. */
  monotonicMs(): number {
    return this.#timeMs - this.#startMs;
  }

  /** @throws {RangeError} If `delayMs` is negative or not finite. */
  setTimer(callback: () => void, delayMs: number): CancelTimer {
    checkDelay(delayMs);
    const timer: Timer = {
      dueMs: this.#timeMs + delayMs,
      sequence: this.#sequence,
      callback,
    };
    this.#sequence += 1;
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return () => this.#cancel(timer);
  }

  /** Returns when the next timer is due, on the scale of `advanceTo`, or `null` when none is set. */
  nextTimerAtMs(): number | null {
    return this.#peek()?.dueMs ?? null;
  }

  /** Moves forward by `ms` (0 or more milliseconds), firing what falls due. */
  advanceBy(ms: number): void {
    this.advanceTo(this.#timeMs + ms);
  }

  /**
   * Moves forward to `ms` (Unix milliseconds, jumps left aside), firing what falls due.
   *
   * @throws {RangeError} If `ms` lies in the past.
   * @throws {Error} If called from a timer's callback.
   */
  advanceTo(ms: number): void {
    if (!(ms >= this.#timeMs)) {
      throw new RangeError(
        `Cannot advance the clock as time must be ${this.#timeMs} or later: current value is ${ms}`,
      );
    }
    if (this.#advancing) {
      throw new Error(
        "Cannot advance the clock as it must stand still: current value is advancing",
      );
    }
    this.#advancing = true;
    try {
      for (
        let timer = this.#peek();
        timer !== undefined && timer.dueMs <= ms;
        timer = this.#peek()
      ) {
        this.#fireInstant(timer.dueMs);
      }
      this.#timeMs = ms;
    } finally {
      this.#advancing = false;
    }
  }

  /** Moves wall time by `ms`, forward or back; durations and timers do not notice. */
  jumpBy(ms: number): void {
    this.#jumpedMs += ms;
  }

  /**
   * Calls `callback` after the timers of each instant have fired, before time moves on. A replay passes
   * `() => system.runUntilIdle()`, so that actors act at that instant and not at the end of the advance.
   */
  afterInstant(callback: () => void): void {
    this.#afterInstant = callback;
  }

  #fireInstant(dueMs: number): void {
    this.#timeMs = dueMs;
    for (
      let timer = this.#peek();
      timer !== undefined && timer.dueMs === dueMs;
      timer = this.#peek()
    ) {
      this.#pop();
      const { callback } = timer;
      timer.callback = null;
      callback?.();
    }
    this.#afterInstant();
  }

  #cancel(timer: Timer): void {
    if (timer.callback === null) return;
    timer.callback = null;
    this.#canceled += 1;
    if (this.#canceled > 64 && this.#canceled * 2 > this.#heap.length) {
      this.#compact();
    }
  }

  #peek(): Timer | undefined {
    while (this.#heap[0]?.callback === null) {
      this.#pop();
      this.#canceled -= 1;
    }
    return this.#heap[0];
  }

  #compact(): void {
    const live = this.#heap.filter((timer) => timer.callback !== null);
    live.sort((a, b) => isBefore(a, b) ? -1 : 1); // A sorted array is a heap.
    this.#heap.length = 0;
    for (const timer of live) this.#heap.push(timer);
    this.#canceled = 0;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown();
  }

  #siftUp(from: number): void {
    let index = from;
    const timer = this.#heap[index];
    while (timer !== undefined && index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || isBefore(parent, timer)) break;
      this.#heap[index] = parent;
      this.#heap[parentIndex] = timer;
      index = parentIndex;
    }
  }

  #siftDown(): void {
    let index = 0;
    const timer = this.#heap[0];
    while (timer !== undefined) {
      let childIndex = index * 2 + 1;
      let child = this.#heap[childIndex];
      const right = this.#heap[childIndex + 1];
      if (
        child !== undefined && right !== undefined && isBefore(right, child)
      ) {
        child = right;
        childIndex += 1;
      }
      if (child === undefined || isBefore(timer, child)) break;
      this.#heap[index] = child;
      this.#heap[childIndex] = timer;
      index = childIndex;
    }
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}
