import type { BinSums } from "./bin_sums.ts";

/**
 * A Brier score in parts: `reliability − resolution + uncertainty + withinBinVariance − withinBinCovariance` is the
 * score itself.
 *
 * The first three are Murphy's (1973, A New Vector Partition of the Probability Score). They are the whole where
 * each bin holds one probability only. Where it holds several, the last two make up for it (Stephenson, Coelho and
 * Jolliffe, 2008, Two Extra Components in the Brier Score Decomposition).
 */
export interface BrierParts {
  /** Σ n_k / n × (p̄_k − ō_k)²: what bad calibration costs. 0 at best. */
  readonly reliability: number;
  /** Σ n_k / n × (ō_k − ō)²: what telling cases apart brings. 0 for who always says the same. */
  readonly resolution: number;
  /** ō (1 − ō): how hard the questions were, 0 to 0.25. The same for everybody who answered them. */
  readonly uncertainty: number;
  /** Σ (p − p̄_k)² / n. */
  readonly withinBinVariance: number;
  /** 2 Σ (p − p̄_k)(o − ō_k) / n. */
  readonly withinBinCovariance: number;
}

/** Returns the Brier score of the forecasts in `bins` in parts; `null` of none. */
export function brierParts(bins: readonly BinSums[]): BrierParts | null {
  let count = 0;
  let happened = 0;
  for (const bin of bins) {
    count += bin.count;
    happened += bin.happened;
  }
  if (count === 0) return null;
  const overall = happened / count;
  let reliability = 0;
  let resolution = 0;
  let variance = 0;
  let covariance = 0;
  for (const bin of bins) {
    if (bin.count === 0) continue;
    const mean = bin.probability / bin.count;
    const frequency = bin.happened / bin.count;
    reliability += bin.count * (mean - frequency) ** 2;
    resolution += bin.count * (frequency - overall) ** 2;
    variance += bin.probabilitySquared - mean * bin.probability;
    covariance += bin.probabilityHappened - mean * bin.happened;
  }
  return {
    reliability: reliability / count,
    resolution: resolution / count,
    uncertainty: overall * (1 - overall),
    withinBinVariance: Math.max(0, variance / count),
    withinBinCovariance: 2 * covariance / count,
  };
}
