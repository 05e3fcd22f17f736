import { mean, sampleDeviation } from "./moments.ts";

/** Hours of a year: a Sharpe or Sortino ratio of hourly returns is times its square root per year. */
export const HOURS_PER_YEAR = 8_760;

/** Returns the largest fall from a peak on the way, as a share of the peak, 0 to 1. */
export function maximumDrawdown(returns: ArrayLike<number>): number {
  let value = 1;
  let peak = 1;
  let deepest = 0;
  for (let at = 0; at < returns.length; at++) {
    value *= 1 + (returns[at] ?? 0);
    if (value > peak) peak = value;
    else deepest = Math.max(deepest, (peak - value) / peak);
  }
  return deepest;
}

/**
 * Returns the Sharpe ratio per year: mean return of a period over its sample deviation (n − 1), times the square
 * root of the periods of a year, over a risk-free rate of 0 (Sharpe, 1994, The Sharpe Ratio).
 *
 * @returns `null` of fewer than two periods, or where all are the same.
 */
export function sharpeRatio(
  returns: readonly number[],
  periodsPerYear: number,
): number | null {
  const deviation = sampleDeviation(returns);
  const middle = mean(returns);
  if (deviation === null || middle === null || deviation === 0) return null;
  return middle / deviation * Math.sqrt(periodsPerYear);
}

/**
 * Returns the Sortino ratio per year: mean return of a period over the root mean square of what fell below 0, all
 * periods in the count, times the square root of the periods of a year (Sortino and Price, 1994).
 *
 * @returns `null` of no period, or where none fell.
 */
export function sortinoRatio(
  returns: readonly number[],
  periodsPerYear: number,
): number | null {
  const middle = mean(returns);
  if (middle === null) return null;
  let squares = 0;
  for (const value of returns) if (value < 0) squares += value ** 2;
  if (squares === 0) return null;
  const downside = Math.sqrt(squares / returns.length);
  return middle / downside * Math.sqrt(periodsPerYear);
}
