import { Backoff } from "../runtime/backoff.ts";
import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";

const DELAY_MS_MIN = 50;
const DELAY_MS_MAX = 5_000;
const JITTER = 0.5;

/** What a `Retry` works with. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds from now after which it is over, 0 or more. */
  readonly forMs: number;
}

/** Attempts at the same thing, with growing and jittered pauses, for a bounded time. */
export class Retry {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #overAtMs: number;

  constructor({ clock, random, forMs }: RetryOptions) {
    this.#clock = clock;
    this.#backoff = new Backoff(
      { minMs: DELAY_MS_MIN, maxMs: DELAY_MS_MAX, jitter: JITTER },
      random,
    );
    this.#overAtMs = clock.monotonicMs() + forMs;
  }

  /** Counts the pauses made, from 0. */
  get attempt(): number {
    return this.#backoff.attempt;
  }

  /** Whether the time is up. */
  isOver(): boolean {
    return this.#clock.monotonicMs() >= this.#overAtMs;
  }

  /** Waits before the next attempt, 25 ms to 5 s; less when `signal` aborts. */
  pause(signal?: AbortSignal): Promise<void> {
    return pause(this.#clock, this.#backoff.nextMs(), signal);
  }
}
