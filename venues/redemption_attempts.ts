import type { Clock } from "../runtime/clock.ts";

/** How long one that failed is left alone, in milliseconds above 0; each failure in a row doubles it. */
export interface AttemptDelays {
  readonly minMs: number;
  /** At least `minMs`. */
  readonly maxMs: number;
}

interface Failures {
  readonly inARow: number;
  readonly sentence: string;
  /** Monotonic milliseconds. */
  readonly retryAtMs: number;
}

/**
 * What could not be redeemed, one by one: a position that fails keeps no other one from being redeemed, is told of
 * once, and is tried again after longer and longer.
 */
export class RedemptionAttempts {
  readonly #clock: Clock;
  readonly #delays: AttemptDelays;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock, delays: AttemptDelays) {
    this.#clock = clock;
    this.#delays = delays;
  }

  /** Whether `key` may be tried now. */
  isDue(key: string): boolean {
    const failed = this.#failures.get(key);
    return failed === undefined ||
      this.#clock.monotonicMs() >= failed.retryAtMs;
  }

  /** Takes a failure. Returns its sentence if nobody was told that yet, `null` otherwise. */
  failed(key: string, error: unknown): string | null {
    const { minMs, maxMs } = this.#delays;
    const sentence = error instanceof Error ? error.message : String(error);
    const before = this.#failures.get(key);
    const inARow = (before?.inARow ?? 0) + 1;
    const delayMs = Math.min(maxMs, minMs * 2 ** (inARow - 1));
    const retryAtMs = this.#clock.monotonicMs() + delayMs;
    this.#failures.set(key, { inARow, sentence, retryAtMs });
    return before?.sentence === sentence ? null : sentence;
  }

  /** Forgets the failures of `key`. */
  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Forgets whatever is not among `keys`: it is not there to be redeemed any more. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#failures.keys()) {
      if (!keys.has(key)) this.#failures.delete(key);
    }
  }
}
