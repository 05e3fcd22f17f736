import type { ResolvedForecast } from "./resolved_forecast.ts";

/** What is added to a probability before its logarithm, so that a certainty that failed is bad and not infinite. */
export const LOG_LOSS_EPSILON = 1e-8;

/** Returns the probability that was given to what happened, 0 to 1. */
export function probabilityOfOutcome(
  { probability, happened }: ResolvedForecast,
): number {
  return happened ? probability : 1 - probability;
}

/**
 * Returns the log loss of one forecast in nats, −ln(q + 1e-8), where q is the probability of what happened: 0 at
 * best, 0.693 for one half, 18.42 for a certainty that failed (Good, 1952: rational decisions).
 */
export function logLoss(forecast: ResolvedForecast): number {
  return Math.max(
    0,
    -Math.log(probabilityOfOutcome(forecast) + LOG_LOSS_EPSILON),
  );
}

/** Returns the log loss of one forecast in bits, −log₂(q + 1e-8): 1 for one half, 26.58 for a certainty that failed. */
export function logLossBits(forecast: ResolvedForecast): number {
  return Math.max(
    0,
    -Math.log2(probabilityOfOutcome(forecast) + LOG_LOSS_EPSILON),
  );
}
