import { type Cluster, clusteredMean } from "./clusters.ts";
import type { Draws } from "./draws.ts";
import { type Interval, studentizedInterval } from "./interval.ts";

/** What resampling whole events says of a mean difference. */
export interface BootstrappedMean {
  readonly mean: number;
  readonly interval: Interval;
  /** How often chance alone would be as far from 0, 0 to 1. */
  readonly pValue: number;
  readonly resamples: number;
}

/** With fewer events resamples are too much alike to tell what chance can do. */
export const EVENTS_MIN = 10;
/** Of the standard error: below it a resample's own spread is rounding. */
const SPREAD_MIN = 1e-6;

/** How a bootstrap draws. */
export interface BootstrapOptions {
  /** 1 or more. */
  readonly resamples: number;
  readonly draws: Draws;
}

/**
 * The event-clustered paired bootstrap of a mean difference: events are drawn with replacement, each with all its
 * markets, and the interval is studentized (Cameron, Gelbach and Miller, 2008, Bootstrap-Based Improvements for
 * Inference with Clustered Errors).
 *
 * It runs in steps, so that who has something more urgent to do can do it in between.
 */
export class ClusterBootstrap {
  readonly #sums: Float64Array;
  readonly #sizes: Float64Array;
  readonly #mean: number;
  readonly #standardError: number;
  readonly #draws: Draws;
  readonly #off: Float64Array;
  #done = 0;

  /** @param at What `bootstrapOf` found of the clusters. */
  constructor(
    clusters: readonly Cluster[],
    at: { readonly mean: number; readonly standardError: number },
    { resamples, draws }: BootstrapOptions,
  ) {
    this.#sums = Float64Array.from(clusters, ({ sum }) => sum);
    this.#sizes = Float64Array.from(clusters, ({ size }) => size);
    this.#mean = at.mean;
    this.#standardError = at.standardError;
    this.#draws = draws;
    this.#off = new Float64Array(resamples);
  }

  get isDone(): boolean {
    return this.#done === this.#off.length;
  }

  /** Draws up to `most` resamples more. */
  step(most: number): void {
    const end = Math.min(this.#off.length, this.#done + most);
    while (this.#done < end) this.#off[this.#done++] = this.#resampled();
  }

  /** Returns what was found. @throws {Error} If it is not done. */
  result(): BootstrappedMean {
    const interval = this.isDone
      ? studentizedInterval({
        estimate: this.#mean,
        standardError: this.#standardError,
      }, this.#off)
      : null;
    if (interval === null) {
      throw new Error(
        `Cannot read a bootstrap as every resample must be drawn: current value is ${this.#done} of ${this.#off.length}`,
      );
    }
    const seen = Math.abs(this.#mean / this.#standardError);
    let beyond = 0;
    for (const off of this.#off) if (Math.abs(off) >= seen) beyond++;
    const resamples = this.#off.length;
    return {
      mean: this.#mean,
      interval,
      pValue: (beyond + 1) / (resamples + 1),
      resamples,
    };
  }

  /** By how many of its own standard errors one resample is off. */
  #resampled(): number {
    const sums = this.#sums;
    const sizes = this.#sizes;
    const count = sums.length;
    let sum = 0;
    let size = 0;
    let sumSquares = 0;
    let products = 0;
    let sizeSquares = 0;
    for (let drawn = 0; drawn < count; drawn++) {
      const at = this.#draws.integer(count);
      const s = sums[at] ?? 0;
      const n = sizes[at] ?? 0;
      sum += s;
      size += n;
      sumSquares += s * s;
      products += s * n;
      sizeSquares += n * n;
    }
    const mean = sum / size;
    const squares = sumSquares - 2 * mean * products +
      mean * mean * sizeSquares;
    const error = Math.sqrt(Math.max(0, squares) * count / (count - 1)) / size;
    // As good as the same event over and over: nothing is known of its spread.
    const isKnown = error > SPREAD_MIN * this.#standardError;
    return isKnown ? (mean - this.#mean) / error : NaN;
  }
}

/** Returns a bootstrap that has not begun; `null` of fewer than ten events, or where none differs from the others. */
export function bootstrapOf(
  clusters: readonly Cluster[],
  options: BootstrapOptions,
): ClusterBootstrap | null {
  const found = clusteredMean(clusters);
  if (found === null || !found.standardError) return null;
  if (found.clusters < EVENTS_MIN) return null;
  const { mean, standardError } = found;
  return new ClusterBootstrap(clusters, { mean, standardError }, options);
}
