import { outcomeOf, type ResolvedForecast } from "./resolved_forecast.ts";

/**
 * Returns the Brier score of one forecast, (p − o)²: 0 at best, 1 at worst, 0.25 for always saying one half.
 *
 * It is the one-sided form. The two-sided one of Brier (1950), which sums over both outcomes, is twice as much.
 */
export function brierScore(forecast: ResolvedForecast): number {
  return (forecast.probability - outcomeOf(forecast)) ** 2;
}

/** Returns a Brier score as 100 × (1 − b / 0.25): 100 at best, 0 for always saying one half, −300 at worst. */
export function scaledBrierScore(brier: number): number {
  return 100 * (1 - brier / 0.25);
}
