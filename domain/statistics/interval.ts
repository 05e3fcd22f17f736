import { quantile } from "./moments.ts";

/** What a figure lies between, with the confidence that goes with it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How sure every interval is that the arena publishes. */
export const CONFIDENCE = 0.95;

/** Whether `value` is inside, its ends included. */
export function holds({ low, high }: Interval, value: number): boolean {
  return low <= value && value <= high;
}

/**
 * Returns the interval between the outer quantiles of what was resampled (Efron, 1979, percentile method).
 *
 * @returns `null` of nothing.
 */
export function percentileInterval(
  resampled: Float64Array,
): Interval | null {
  const sorted = resampled.filter((value) => !Number.isNaN(value)).sort();
  const low = quantile(sorted, (1 - CONFIDENCE) / 2);
  const high = quantile(sorted, (1 + CONFIDENCE) / 2);
  return low === null || high === null ? null : { low, high };
}

/**
 * Returns the interval of an estimate from what it was off by in resamples, in standard errors of each (Hall,
 * 1988, percentile-t method). It is better than the percentile method where samples are small or skewed.
 *
 * @param off (resampled estimate − estimate) / standard error of the resample.
 * @returns `null` of nothing.
 */
export function studentizedInterval(
  { estimate, standardError }: {
    readonly estimate: number;
    readonly standardError: number;
  },
  off: Float64Array,
): Interval | null {
  const around = percentileInterval(off);
  return around === null ? null : {
    low: estimate - around.high * standardError,
    high: estimate - around.low * standardError,
  };
}
