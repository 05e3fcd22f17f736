/** One callback that waits for its time. */
interface Timer {
  readonly id: number;
  readonly callback: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  readonly delayMs: number;
  readonly dueMs: number;
  readonly repeats: boolean;
}

/** What `Timetable.add()` needs to know of a timer. */
export interface TimerRequest {
  readonly callback: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  /** Milliseconds; fractions are cut off, a repeating timer waits at least one. */
  readonly delayMs: number;
  readonly repeats: boolean;
}

/**
 * A simulated time line with the timers on it.
 *
 * - Timers fire in order of their time, and those of one millisecond in the order in which they were armed; a
 *   repeating timer is armed anew just before its callback runs.
 * - While a callback runs the time is the timer's own.
 * - Time moves only by `advanceTo()`, and stops at a timer whose callback throws.
 */
export class Timetable {
  #nowMs: number;
  #lastId = 0;
  #timers: Timer[] = [];

  /** @param nowMs Milliseconds since the epoch at which the time line begins. */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** The current time in milliseconds since the epoch. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The time of the next timer, or `undefined` when none waits. */
  get nextDueMs(): number | undefined {
    return this.#timers[0]?.dueMs;
  }

  /** Arms a timer and returns the number by which it can be removed. */
  add(request: TimerRequest): number {
    const id = ++this.#lastId;
    const delayMs = Math.max(
      request.repeats ? 1 : 0,
      Math.floor(request.delayMs),
    );
    this.#insert({ ...request, id, delayMs, dueMs: this.#nowMs + delayMs });
    return id;
  }

  /** Removes a timer; a number that is unknown or already used up is ignored. */
  remove(id: unknown): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  }

  /**
   * Moves the time forward and fires what becomes due on the way, also what callbacks arm meanwhile.
   *
   * @param ms Milliseconds since the epoch.
   * @throws {RangeError} If that is in the past; whatever a callback throws.
   */
  advanceTo(ms: number): void {
    if (ms < this.#nowMs) {
      throw new RangeError(
        `Cannot set current time in the past, time must be >= ${this.#nowMs}: received ${ms}`,
      );
    }
    for (
      let timer = this.#timers[0];
      timer && timer.dueMs <= ms;
      timer = this.#timers[0]
    ) {
      this.#timers.shift();
      this.#nowMs = timer.dueMs;
      if (timer.repeats) {
        this.#insert({ ...timer, dueMs: timer.dueMs + timer.delayMs });
      }
      timer.callback.apply(null, [...timer.args]);
    }
    this.#nowMs = ms;
  }

  #insert(timer: Timer): void {
    const index = this.#timers.findIndex((other) => other.dueMs > timer.dueMs);
    this.#timers.splice(index === -1 ? this.#timers.length : index, 0, timer);
  }
}
