/**
 * The part of `@std/testing/time` that this project's tests use, for machines
 * that cannot reach the registry of the published package. Same names, same
 * meaning, nothing added. The time line is our own small `Timetable`: libraries
 * for fake timers go on after a callback has thrown, turn a delay of zero
 * inside a callback into one, and order repeating timers otherwise than the
 * published class does.
 *
 * @module
 */

import { Timetable } from "./timetable.ts";

/** Thrown when fake time is asked for something that its state forbids, such as being restored twice. */
export class TimeError extends Error {
  /** @param message What was asked and why it cannot be. */
  constructor(message: string) {
    super(message);
    this.name = "TimeError";
  }
}

/** How fake time moves by itself. */
export interface FakeTimeOptions {
  /** Milliseconds of fake time per millisecond of real time; time stands still without it. @default {0} */
  advanceRate: number;
  /** Real milliseconds between two such steps. @default {10} */
  advanceFrequency?: number;
}

/** How `FakeTime.delay()` waits. */
export interface DelayOptions {
  /** Ends the wait early, with a rejection. */
  signal?: AbortSignal;
  /** Whether the wait keeps the process alive; not used by fake time. @default {true} */
  persistent?: boolean;
}

const real = {
  Date,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  abortSignalTimeout: AbortSignal.timeout,
};

/** The faked time and its time line, as globals can be replaced only once. */
let active:
  | { readonly time: FakeTime; readonly timetable: Timetable }
  | undefined;

function fakeNow(): number {
  return active?.timetable.nowMs ?? real.Date.now();
}

const FakeDate = new Proxy(Date, {
  construct: (target, args) =>
    Reflect.construct(target, args.length === 0 ? [fakeNow()] : args),
  apply: () => new real.Date(fakeNow()).toString(),
  get: (target, property, receiver) =>
    property === "now" ? fakeNow : Reflect.get(target, property, receiver),
});

function timetableFor(action: string): Timetable {
  if (!active) throw new TimeError(`Cannot ${action}: time is not faked`);
  return active.timetable;
}

function fakeSet(name: "setTimeout" | "setInterval") {
  return (callback: unknown, delayMs = 0, ...args: unknown[]): number => {
    if (typeof callback !== "function") {
      throw new TimeError(
        `FakeTime does not support non-function callbacks to ${name}`,
      );
    }
    const repeats = name === "setInterval";
    const timetable = timetableFor(repeats ? "set interval" : "set timeout");
    return timetable.add({
      callback: (...given) => callback.apply(null, given),
      args,
      delayMs,
      repeats,
    });
  };
}

const fakeSetTimeout = fakeSet("setTimeout");
const fakeSetInterval = fakeSet("setInterval");

function fakeClearTimeout(id?: unknown): void {
  timetableFor("clear timeout").remove(id);
}

function fakeClearInterval(id?: unknown): void {
  timetableFor("clear interval").remove(id);
}

function fakeAbortSignalTimeout(delayMs: number): AbortSignal {
  const controller = new AbortController();
  const expire = () =>
    controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
  timetableFor("set timeout").add({
    callback: expire,
    args: [],
    delayMs,
    repeats: false,
  });
  return controller.signal;
}

function replaceGlobals(): void {
  globalThis.Date = FakeDate;
  // The platform's own types carry overloads and a promisified form that nothing calls on a faked timer.
  globalThis.setTimeout =
    fakeSetTimeout as unknown as typeof globalThis.setTimeout;
  globalThis.setInterval =
    fakeSetInterval as unknown as typeof globalThis.setInterval;
  globalThis.clearTimeout = fakeClearTimeout;
  globalThis.clearInterval = fakeClearInterval;
  AbortSignal.timeout = fakeAbortSignalTimeout;
}

function restoreGlobals(): void {
  globalThis.Date = real.Date;
  globalThis.setTimeout = real.setTimeout;
  globalThis.setInterval = real.setInterval;
  globalThis.clearTimeout = real.clearTimeout;
  globalThis.clearInterval = real.clearInterval;
  AbortSignal.timeout = real.abortSignalTimeout;
}

function readStart(start: number | string | Date | null | undefined): number {
  if (typeof start === "number") return Math.floor(start);
  if (start instanceof Date) return start.valueOf();
  return typeof start === "string"
    ? new Date(start).valueOf()
    : real.Date.now();
}

/**
 * Replaces `Date`, the timers and `AbortSignal.timeout()` by ones that move only when told.
 *
 * - Only one can be active; `using` or `restore()` gives the real ones back.
 * - Callbacks run in order of their time, inside the call that moves the time, and see that time.
 * - If a callback throws, the call throws that and time stays where it happened.
 */
export class FakeTime {
  #timetable: Timetable;
  #startedAt: number;
  #advanceId: ReturnType<typeof setInterval> | undefined;

  /**
   * @param start Where time begins: milliseconds since the epoch, a date or its text. @default {the current time}
   * @param options Whether time also moves by itself.
   * @throws {TimeError} If time is already faked.
   * @throws {TypeError} If `start` is no valid date.
   */
  constructor(
    start?: number | string | Date | null,
    options?: FakeTimeOptions,
  ) {
    if (active) {
      throw new TimeError("Cannot construct FakeTime: time is already faked");
    }
    this.#startedAt = readStart(start);
    if (Number.isNaN(this.#startedAt)) {
      throw new TypeError(
        `Cannot construct FakeTime: invalid start time ${this.#startedAt}`,
      );
    }
    this.#timetable = new Timetable(this.#startedAt);
    active = { time: this, timetable: this.#timetable };
    replaceGlobals();

    const rate = Math.max(0, options?.advanceRate ?? 0);
    const frequencyMs = Math.max(0, options?.advanceFrequency ?? 10);
    if (rate > 0) {
      this.#advanceId = real.setInterval.call(
        null,
        () => this.tick(rate * frequencyMs),
        frequencyMs,
      );
    }
  }

  /** Gives the real time back at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.restore();
  }

  /**
   * Gives the real time back, whoever faked it.
   *
   * @throws {TimeError} If time is not faked.
   */
  static restore(): void {
    if (!active) {
      throw new TimeError("Cannot restore time: time is already restored");
    }
    active.time.restore();
  }

  /**
   * Runs a callback with the real time, and fakes it again when its promise, if any, has settled.
   *
   * @returns What the callback returns; rejects with what it throws.
   * @throws {TimeError} If time is not faked (as a rejection).
   */
  static async restoreFor<T>(
    // The caller's own parameter types must pass unchecked, as in the published signature.
    // deno-lint-ignore no-explicit-any
    callback: (...args: any[]) => Promise<T> | T,
    // deno-lint-ignore no-explicit-any
    ...args: any[]
  ): Promise<T> {
    if (!active) throw new TimeError("Cannot restore time: time is not faked");
    restoreGlobals();
    let isSettled = true;
    try {
      const result = callback.apply(null, args);
      if (!(result instanceof Promise)) return result;
      isSettled = false;
      return await result.finally(replaceGlobals);
    } finally {
      if (isSettled) replaceGlobals();
    }
  }

  /** The current fake time in milliseconds since the epoch. */
  get now(): number {
    return this.#timetable.nowMs;
  }

  /**
   * Moves the time forward and fires what becomes due on the way.
   *
   * @throws {RangeError} If it would go backwards.
   */
  set now(value: number) {
    this.#timetable.advanceTo(value);
  }

  /** Where fake time began, in milliseconds since the epoch. */
  get start(): number {
    return this.#startedAt;
  }

  /**
   * Waits in real time; fake time does not move.
   *
   * @param ms Real milliseconds.
   * @throws {DOMException} If the signal aborts first, named `AbortError`.
   */
  delay(ms: number, options: DelayOptions = {}): Promise<void> {
    const { signal } = options;
    const aborted = () => new DOMException("Delay was aborted.", "AbortError");
    if (signal?.aborted) return Promise.reject(aborted());
    return new Promise((resolve, reject) => {
      const abort = () => {
        real.clearTimeout.call(null, timer);
        reject(aborted());
      };
      const timer = real.setTimeout.call(null, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Runs all pending microtasks, and those that they queue. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Moves the time forward by some milliseconds and fires what becomes due. */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Runs all pending microtasks, then does as `tick()`. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Moves the time to the next timer and fires all of that time; returns whether there was one. */
  next(): boolean {
    const dueMs = this.#timetable.nextDueMs;
    if (dueMs === undefined) return false;
    this.now = dueMs;
    return true;
  }

  /** Runs all pending microtasks, then does as `next()`. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Fires timers until none waits, also those armed meanwhile; an interval that is never cleared makes it endless. */
  runAll(): void {
    while (this.next());
  }

  /** Does as `runAll()`, and runs all pending microtasks before each time. */
  async runAllAsync(): Promise<void> {
    while (await this.nextAsync());
  }

  /**
   * Gives the real `Date` and timers back; what still waits on the fake ones is forgotten.
   *
   * @throws {TimeError} If that was already done.
   */
  restore(): void {
    if (!active) {
      throw new TimeError("Cannot restore time: time is already restored");
    }
    active = undefined;
    restoreGlobals();
    if (this.#advanceId !== undefined) clearInterval(this.#advanceId);
  }
}
