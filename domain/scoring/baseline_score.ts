import { probabilityOfOutcome } from "./log_loss.ts";
import type { ResolvedForecast } from "./resolved_forecast.ts";

/**
 * Returns Metaculus' baseline score of one binary forecast, 100 × (1 + log₂ q), where q is the probability of
 * what happened: 100 at best, 0 for one half, without a lower bound (metaculus.com/help/scores-faq).
 *
 * Metaculus lets nobody forecast less than 0.1 % or more than 99.9 %: nor does this, which bounds it at −897.
 */
export function baselineScore(forecast: ResolvedForecast): number {
  const q = probabilityOfOutcome(forecast);
  return 100 * (1 + Math.log2(Math.min(Math.max(q, 0.001), 0.999)));
}
