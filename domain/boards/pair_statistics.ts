import { bootstrapOf } from "../statistics/cluster_bootstrap.ts";
import { type Cluster, clusteredMean } from "../statistics/clusters.ts";
import {
  ConfidenceSequence,
  DIFFERENCE_BOUNDS,
} from "../statistics/confidence_sequence.ts";
import { holds, type Interval } from "../statistics/interval.ts";
import { Z_TWO_SIDED } from "../statistics/normal.ts";
import {
  type PowerForecast,
  powerForecast,
} from "../statistics/power_meter.ts";
import type { Resampling } from "./account_statistics.ts";
import type { PairDifferences, PairWins } from "./pair_differences.ts";

/** What the markets that two contestants share say of them. Below 0 the left one is better. */
export interface PairStatistics {
  readonly markets: number;
  readonly events: number;
  /** Mean difference in Brier scores, each market alike. */
  readonly difference: number;
  /** By the event-clustered paired bootstrap, for one look; `null` of fewer than ten events. */
  readonly interval: Interval | null;
  /** For one look; `null` as the interval. */
  readonly pValue: number | null;
  /** Holds at every moment at once; each event counts alike. It alone tells two contestants apart. */
  readonly alwaysValid: Interval;
  readonly verdict: "left" | "right" | "not yet distinguishable";
  readonly power: PowerForecast | null;
  readonly wins: PairWins;
}

/** With more events than this the normal distribution says the same as resampling, which would take seconds. */
const EVENTS_RESAMPLED_MAX = 500;
/** Draws between two pauses: a few milliseconds. */
const DRAWS_PER_SLICE = 50_000;

/**
 * Reckons what two contestants' markets say, in slices of a few milliseconds.
 *
 * @returns `null` where they share no market.
 */
export function* pairStatistics(
  differences: PairDifferences,
  options: Resampling,
): Generator<void, PairStatistics | null> {
  const clusters = differences.clusters();
  const found = clusteredMean(clusters);
  if (found === null) return null;
  yield;
  const { mean, size, standardError } = found;
  const alwaysValid = sequenceOf(clusters);
  yield;
  const resampled = clusters.length > EVENTS_RESAMPLED_MAX
    ? normalInterval(mean, standardError)
    : yield* bootstrapped(clusters, options);
  return {
    markets: size,
    events: clusters.length,
    difference: mean,
    interval: resampled?.interval ?? null,
    pValue: resampled?.pValue ?? null,
    alwaysValid,
    verdict: holds(alwaysValid, 0)
      ? "not yet distinguishable"
      : alwaysValid.high < 0
      ? "left"
      : "right",
    power: powerForecast(clusters, mean),
    wins: differences.wins(),
  };
}

function sequenceOf(clusters: readonly Cluster[]): Interval {
  const sequence = new ConfidenceSequence(DIFFERENCE_BOUNDS);
  for (const { sum, size } of clusters) sequence.add(sum / size);
  return sequence.interval();
}

/** Returns the interval and p-value of many events. */
function normalInterval(mean: number, standardError: number | null) {
  if (!standardError) return null;
  const half = Z_TWO_SIDED * standardError;
  return {
    interval: { low: mean - half, high: mean + half },
    pValue: twoSided(Math.abs(mean) / standardError),
  };
}

/** Share of the normal distribution beyond ±z (Abramowitz and Stegun, 1964, 26.2.17; off by 1.5e-7 at most). */
function twoSided(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.319381530 +
    t * (-0.356563782 +
        t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 2 * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
}

function* bootstrapped(
  clusters: readonly Cluster[],
  { draws, resamples }: Resampling,
) {
  const bootstrap = bootstrapOf(clusters, { draws, resamples });
  if (bootstrap === null) return null;
  const most = Math.max(1, Math.floor(DRAWS_PER_SLICE / clusters.length));
  while (!bootstrap.isDone) {
    bootstrap.step(most);
    yield;
  }
  return bootstrap.result();
}
