/** A probability that was given, and what happened. */
export interface ResolvedForecast {
  /** That it happens, 0 to 1. */
  readonly probability: number;
  readonly happened: boolean;
}

/** Returns what happened as a number: 1 if it did, else 0. */
export function outcomeOf({ happened }: ResolvedForecast): 0 | 1 {
  return happened ? 1 : 0;
}

/**
 * Returns the mean of `score` over `forecasts`.
 *
 * @returns `null` over none.
 */
export function meanScore(
  forecasts: readonly ResolvedForecast[],
  score: (forecast: ResolvedForecast) => number,
): number | null {
  if (forecasts.length === 0) return null;
  let sum = 0;
  for (const forecast of forecasts) sum += score(forecast);
  return sum / forecasts.length;
}
