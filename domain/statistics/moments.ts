/** Returns the mean; `null` of nothing. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Returns the sample variance, with n − 1 below the line; `null` of fewer than two. */
export function sampleVariance(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  let squares = 0;
  for (const value of values) squares += (value - middle) ** 2;
  return squares / (values.length - 1);
}

/** Returns the square root of the sample variance; `null` of fewer than two. */
export function sampleDeviation(values: readonly number[]): number | null {
  const variance = sampleVariance(values);
  return variance === null ? null : Math.sqrt(variance);
}

/**
 * Returns the quantile of ascending `sorted`, between neighbours by linear interpolation (type 7 of Hyndman and
 * Fan, 1996, Sample Quantiles in Statistical Packages); `null` of nothing.
 *
 * @param share 0 to 1.
 */
export function quantile(
  sorted: ArrayLike<number>,
  share: number,
): number | null {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}
