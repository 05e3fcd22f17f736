import type { Clock } from "./clock.ts";

/** Something that has work to do: an actor with messages, or a supervisor with events. */
export interface Runnable {
  /**
   * Does at most `quantum` units of work and returns how many it did. Never throws. It schedules itself again when
   * work is left, so each runnable is queued at most once.
   */
  run(quantum: number): number;
}

/** What a dispatcher gets from the system that it serves. */
export interface DispatcherHost {
  readonly clock: Clock;
  /** Called each time the dispatcher runs out of work. */
  idle(): void;
}

/**
 * Decides who runs next. It sees runnables only, never messages.
 *
 * - A scheduled runnable runs exactly once per `schedule`, never inside the call of `schedule`.
 * - No runnable runs inside another one.
 */
export interface Dispatcher {
  /** Binds the dispatcher to its one system. */
  attach(host: DispatcherHost): void;
  /** Queues `runnable`, which must not be queued already. */
  schedule(runnable: Runnable): void;
  /** Returns whether nothing is queued and nothing runs. */
  isIdle(): boolean;
  /**
   * Returns monotonic milliseconds as of the last look at the clock, as a 32-bit integer, which wraps: cheap enough for
   * every message.
   */
  coarseMs(): number;
  /** Reads the clock and makes that the last look at it; on the scale of `coarseMs`. */
  lookMs(): number;
  /** Returns monotonic milliseconds with fractions, freshly read. */
  monotonicMs(): number;
  /**
   * Runs until nothing is queued and returns the units of work done; 0 when called from inside a runnable.
   * Only dispatchers that can be drained synchronously have it.
   */
  runUntilIdle?(): number;
}
