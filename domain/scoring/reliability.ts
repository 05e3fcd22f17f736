import type { BinSums } from "./bin_sums.ts";

/** A point of a reliability curve: of a calibrated forecaster both probabilities are the same, up to chance. */
export interface ReliabilityPoint {
  /** Place of its bin, from 0. */
  readonly bin: number;
  readonly count: number;
  /** The mean of what was forecast, 0 to 1. */
  readonly meanProbability: number;
  /** How often it happened, 0 to 1. */
  readonly frequency: number;
}

/** Returns the reliability curve: a point for each bin that has forecasts, from low to high. */
export function reliabilityCurve(
  bins: readonly BinSums[],
): readonly ReliabilityPoint[] {
  return bins.flatMap(({ count, probability, happened }, bin) =>
    count === 0 ? [] : [{
      bin,
      count,
      meanProbability: probability / count,
      frequency: happened / count,
    }]
  );
}

function gap({ meanProbability, frequency }: ReliabilityPoint): number {
  return Math.abs(meanProbability - frequency);
}

/**
 * Returns the expected calibration error, Σ n_k / n × |p̄_k − ō_k|: by how much the mean forecast of a bin is off,
 * weighted by how many are in it (Naeini, Cooper and Hauskrecht, 2015). It depends on the bins; compare only what
 * was measured over the same.
 *
 * @returns 0 to 1; `null` over none.
 */
export function expectedCalibrationError(
  curve: readonly ReliabilityPoint[],
): number | null {
  let forecasts = 0;
  let sum = 0;
  for (const point of curve) {
    forecasts += point.count;
    sum += point.count * gap(point);
  }
  return forecasts === 0 ? null : sum / forecasts;
}

/**
 * Returns the mean over bins of |p̄_k − ō_k|, each bin alike however few are in it.
 *
 * @returns 0 to 1; `null` over none.
 */
export function meanBinError(
  curve: readonly ReliabilityPoint[],
): number | null {
  if (curve.length === 0) return null;
  return curve.reduce((sum, point) => sum + gap(point), 0) / curve.length;
}
