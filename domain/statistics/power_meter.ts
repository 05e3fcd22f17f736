import { EVENTS_MIN } from "./cluster_bootstrap.ts";
import { type Cluster, clusteredMean } from "./clusters.ts";
import { sequenceLength } from "./confidence_sequence.ts";
import { Z_POWER, Z_TWO_SIDED } from "./normal.ts";

/** How much more it takes to tell two contestants apart, if the difference is what it looks like. */
export interface PowerForecast {
  /** The difference that it is reckoned for. */
  readonly effect: number;
  /** Resolved markets in all, for a test that is made once, at the end. */
  readonly marketsNeeded: number;
  /** The same, less those resolved already; 0 or more. */
  readonly marketsFurther: number;
  /** Resolved markets in all until the always-valid interval leaves 0; `null` where ten million are too few. */
  readonly marketsNeededPeeking: number | null;
  /** The same, less those resolved already; 0 or more. */
  readonly marketsFurtherPeeking: number | null;
}

/**
 * Returns how many resolved markets it takes to find `effect` with a power of 80 % at 5 % two-sided:
 * n = (1.96 + 0.84)² σ² / effect², where σ² is the variance of a market's difference as events make it (Cohen,
 * 1988, Statistical Power Analysis; with the design effect of clusters as of Kish, 1965).
 *
 * @param effect The difference to be found, such as what the board shows; its sign does not matter.
 * @returns `null` where there are fewer than ten events, no difference to find, or none that varies.
 */
export function powerForecast(
  clusters: readonly Cluster[],
  effect: number,
): PowerForecast | null {
  const found = clusteredMean(clusters);
  if (found === null || !found.standardError || effect === 0) return null;
  if (found.clusters < EVENTS_MIN) return null;
  const { size, standardError } = found;
  // Per market: what the standard error would be of one.
  const variance = standardError ** 2 * size;
  const needed = Math.ceil(
    (Z_TWO_SIDED + Z_POWER) ** 2 * variance / effect ** 2,
  );
  const perEvent = size / found.clusters;
  const events = sequenceLength({
    mean: effect,
    deviation: Math.sqrt(variance / perEvent),
  }, Z_POWER);
  const peeking = events === null ? null : Math.ceil(events * perEvent);
  return {
    effect,
    marketsNeeded: needed,
    marketsFurther: Math.max(0, needed - size),
    marketsNeededPeeking: peeking,
    marketsFurtherPeeking: peeking === null
      ? null
      : Math.max(0, peeking - size),
  };
}
