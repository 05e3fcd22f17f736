import type { Random } from "./random.ts";

/** How long to wait before the n-th attempt in a row. */
export interface BackoffOptions {
  /** Delay before the first attempt, in milliseconds, 0 or more. */
  readonly minMs: number;
  /** Longest delay, in milliseconds, at least `minMs`. A success that lasted this long starts over. */
  readonly maxMs: number;
  /** Growth per attempt, 1 or more. @default {2} */
  readonly factor?: number;
  /** Share of the delay that randomness may take away, 0 to 1. @default {0} */
  readonly jitter?: number;
}

/**
 * Exponential delays with jitter: `min(maxMs, minMs × factor^n)`, less a random share of up to `jitter`.
 *
 * - Never above `maxMs`.
 * - One random number per delay, also without jitter, so that changing `jitter` shifts no other draw.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: Random;
  #attempt = 0;

  /** @throws {RangeError} If an option is outside its range. */
  constructor(options: BackoffOptions, random: Random) {
    checkBackoff(options);
    this.#options = options;
    this.#random = random;
  }

  /** Delays handed out since the start or the last reset. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Returns the next delay in milliseconds. */
  nextMs(): number {
    const { minMs, maxMs, factor = 2, jitter = 0 } = this.#options;
    const fullMs = Math.min(maxMs, minMs * factor ** this.#attempt);
    this.#attempt += 1;
    return fullMs * (1 - jitter * this.#random.next());
  }

  /** Starts over at `minMs`. */
  reset(): void {
    this.#attempt = 0;
  }
}

/**
 * Validates backoff options.
 *
 * @throws {RangeError} If an option is outside its range.
 */
export function checkBackoff(
  { minMs, maxMs, factor = 2, jitter = 0 }: BackoffOptions,
): void {
  if (!(minMs >= 0 && Number.isFinite(minMs))) {
    throw new RangeError(
      `Cannot back off as 'minMs' must be 0 or more: current value is ${minMs}`,
    );
  }
  if (!(maxMs >= minMs && Number.isFinite(maxMs))) {
    throw new RangeError(
      `Cannot back off as 'maxMs' must be at least 'minMs' (${minMs}): current value is ${maxMs}`,
    );
  }
  if (!(factor >= 1 && Number.isFinite(factor))) {
    throw new RangeError(
      `Cannot back off as 'factor' must be 1 or more: current value is ${factor}`,
    );
  }
  if (!(jitter >= 0 && jitter <= 1)) {
    throw new RangeError(
      `Cannot back off as 'jitter' must be 0 to 1: current value is ${jitter}`,
    );
  }
}
