import { setImmediate } from "node:timers";

/** Stops a timer that has not fired yet; calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/**
 * The only source of time for everything that runs in the arena.
 *
 * - `nowMs` is wall time: Unix milliseconds, whole numbers, and it may jump.
 * - `monotonicMs` never goes back and is for durations only.
 * - Timers of a `SimulatedClock` fire in order of due time, ties in order of creation.
 */
export interface Clock {
  /** Returns Unix time in whole milliseconds. */
  nowMs(): number;
  /** Returns milliseconds since an arbitrary start, with fractions. */
  monotonicMs(): number;
  /** Runs `callback` once after `delayMs` (0 or more milliseconds). */
  setTimer(callback: () => void, delayMs: number): CancelTimer;
}

/** The longest delay that `setTimeout` keeps; it fires longer ones at once. */
const TIMEOUT_MS_MAX = 2_147_483_647;

/** The machine's time. */
export class SystemClock implements Clock {
  /** Returns Unix time in whole milliseconds. */
  nowMs(): number {
    return Date.now();
  }

  /** Returns milliseconds since the process started, with fractions. */
  monotonicMs(): number {
    return performance.now();
  }

  /**
   * Runs `callback` once after `delayMs`, which may be longer than `setTimeout` allows.
   *
   * @throws {RangeError} If `delayMs` is negative or not finite.
   */
  setTimer(callback: () => void, delayMs: number): CancelTimer {
    checkDelay(delayMs);
    let leftMs = delayMs;
    let id: ReturnType<typeof setTimeout> | undefined;
    const arm = (): void => {
      const stepMs = Math.min(leftMs, TIMEOUT_MS_MAX);
      leftMs -= stepMs;
      id = setTimeout(leftMs > 0 ? arm : callback, stepMs);
    };
    arm();
    return () => clearTimeout(id);
  }
}

/** Resolves after `delayMs` (0 or more milliseconds) of `clock`, or at once when `signal` is aborted. Never rejects. */
export function pause(
  clock: Clock,
  delayMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = (): void => {
    cancelTimer();
    signal?.removeEventListener("abort", finish);
    resolve();
  };
  const cancelTimer = clock.setTimer(finish, delayMs);
  signal?.addEventListener("abort", finish, { once: true });
  return promise;
}

/** Runs `callback` after the event loop has had a turn for timers and I/O. */
export function afterEventLoopTurn(callback: () => void): void {
  setImmediate(callback);
}

/**
 * Validates the delay of `Clock.setTimer()`.
 *
 * @throws {RangeError} If `delayMs` is negative or not finite.
 */
export function checkDelay(delayMs: number): void {
  if (!(delayMs >= 0 && Number.isFinite(delayMs))) {
    throw new RangeError(
      `Cannot set a timer as 'delayMs' must be 0 or more: current value is ${delayMs}`,
    );
  }
}
