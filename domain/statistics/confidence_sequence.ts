import { CONFIDENCE, type Interval } from "./interval.ts";

/** An error of 5 % is shared by both sides. */
const LOG_TERM = Math.log(2 / (1 - CONFIDENCE));
/** Bets stay below this share of what would be ruinous. */
const BET_MAX = 0.5;
/** What the variance is taken to be before anything is seen: the largest of what lies between 0 and 1. */
const FIRST_VARIANCE = 0.25;

/** The weight of the next value under a variance that earlier ones suggest. */
function weightOf(at: number, variance: number): number {
  return Math.min(
    BET_MAX,
    Math.sqrt(2 * LOG_TERM / (variance * at * Math.log(1 + at))),
  );
}

/** −ln(1 − λ) − λ: what a bet of λ costs per unit of squared surprise. */
function costOf(weight: number): number {
  return -Math.log1p(-weight) - weight;
}

/**
 * An interval of a mean that holds at every moment at once, however often and whenever one looks: the chance that
 * it ever leaves the true mean is at most 5 %. It needs values within known bounds, and no assumption on their
 * distribution (Waudby-Smith and Ramdas, 2024, Estimating Means of Bounded Random Variables by Betting: the
 * predictable plug-in empirical-Bernstein confidence sequence).
 */
export class ConfidenceSequence {
  readonly #low: number;
  readonly #span: number;
  #count = 0;
  #sum = 0.5;
  #squares = FIRST_VARIANCE;
  #weights = 0;
  #weighted = 0;
  #cost = 0;

  /** @param bounds What every value lies between. */
  constructor({ low, high }: Interval) {
    this.#low = low;
    this.#span = high - low;
  }

  /** Takes the next value, in the order in which they become known. */
  add(value: number): void {
    const scaled = (value - this.#low) / this.#span;
    const at = ++this.#count;
    // Guesses from before this value, half a value and its variance for none: the bet must not know its outcome.
    const guess = this.#sum / at;
    const weight = weightOf(at, this.#squares / at);
    this.#weights += weight;
    this.#weighted += weight * scaled;
    this.#cost += (scaled - guess) ** 2 * costOf(weight);
    this.#sum += scaled;
    this.#squares += (scaled - this.#sum / (at + 1)) ** 2;
  }

  /** Returns where the mean is, by what was seen so far; the bounds where nothing was. */
  interval(): Interval {
    const low = this.#low;
    const high = this.#low + this.#span;
    if (this.#count === 0) return { low, high };
    const middle = low + this.#span * this.#weighted / this.#weights;
    const half = this.#span * (LOG_TERM + this.#cost) / this.#weights;
    return {
      low: Math.max(low, middle - half),
      high: Math.min(high, middle + half),
    };
  }
}

/** Differences of Brier scores lie between these. */
export const DIFFERENCE_BOUNDS: Interval = { low: -1, high: 1 };

const COUNT_MAX = 10_000_000;

/**
 * Returns how many values of this mean and deviation it takes until, with the chance of 80 %, a confidence
 * sequence over −1 to 1 no longer holds 0.
 *
 * @param power The normal's point of the chance.
 * @returns `null` where ten million are not enough.
 */
export function sequenceLength(
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  power: number,
): number | null {
  const span = DIFFERENCE_BOUNDS.high - DIFFERENCE_BOUNDS.low;
  const effect = Math.abs(mean) / span;
  const variance = (deviation / span) ** 2;
  let weights = 0;
  let squares = 0;
  let cost = 0;
  // Weights change slowly: further out a hundredth of the way is one stride.
  let stride = 1;
  for (let count = 1; count <= COUNT_MAX; count += stride) {
    // What the sequence will have guessed by then, its first guess among the values.
    const guessed = (FIRST_VARIANCE + variance * (count - 1)) / count;
    const weight = weightOf(count, guessed);
    weights += stride * weight;
    squares += stride * weight ** 2;
    cost += stride * variance * costOf(weight);
    const half = LOG_TERM + cost + power * Math.sqrt(variance * squares);
    if (effect * weights >= half) return count;
    stride = Math.max(1, Math.floor(count / 100));
  }
  return null;
}
