import type { Draws } from "./draws.ts";
import { type Interval, studentizedInterval } from "./interval.ts";

/** Two moments of a series, and a figure that is a smooth function of their means. */
export interface SmoothFigure {
  readonly first: Float64Array;
  /** As long as `first`. */
  readonly second: Float64Array;
  /** The figure and its slope in each mean; `null` where the means do not allow it. */
  readonly at: (first: number, second: number) => Sloped | null;
}

/** A figure and how it changes with each mean. */
export interface Sloped {
  readonly value: number;
  readonly slopes: readonly [number, number];
}

/** How blocks are drawn. */
export interface BlockDraws {
  readonly draws: Draws;
  /** 1 or more. */
  readonly resamples: number;
  /** Periods of a block, 1 up to half the series. */
  readonly blockLength: number;
}

/** Sums over the blocks of one resample. */
interface Drawn {
  readonly first: number;
  readonly second: number;
  readonly firstSquares: number;
  readonly secondSquares: number;
  readonly products: number;
}

/** With fewer blocks resamples are too much alike to tell what chance can do. */
export const BLOCKS_MIN = 8;

/**
 * Returns the 95 % interval of a figure by the moving block bootstrap: blocks of consecutive periods are drawn with
 * replacement, so that what hangs together in time stays together (Künsch, 1989, The Jackknife and the Bootstrap
 * for General Stationary Observations), from a circle (Politis and Romano, 1992), and each resample is held against
 * the spread of its own blocks (Götze and Künsch, 1996, studentized blockwise bootstrap).
 *
 * @returns `null` where there are not eight blocks, or they do not vary.
 */
export function blockInterval(
  figure: SmoothFigure,
  { draws, resamples, blockLength }: BlockDraws,
): Interval | null {
  const length = figure.first.length;
  const count = Math.round(length / blockLength);
  if (count < BLOCKS_MIN) return null;
  const firsts = blockMeans(figure.first, blockLength);
  const seconds = blockMeans(figure.second, blockLength);
  const found = spread(figure, sumsOf(firsts, seconds, everyPlace(length)), {
    blocks: length,
    drawn: count,
  });
  if (found === null || found.standardError === 0) return null;
  const places = new Uint32Array(count);
  const off = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    for (let block = 0; block < count; block++) {
      places[block] = draws.integer(length);
    }
    const drawn = spread(figure, sumsOf(firsts, seconds, places), {
      blocks: count,
      drawn: count,
    });
    off[at] = drawn === null || drawn.standardError === 0
      ? NaN
      : (drawn.estimate - found.estimate) / drawn.standardError;
  }
  return studentizedInterval(found, off);
}

/** The mean of the block that begins at each place of the circle. */
function blockMeans(values: Float64Array, blockLength: number): Float64Array {
  const length = values.length;
  const means = new Float64Array(length);
  let sum = 0;
  for (let at = 0; at < blockLength; at++) sum += values[at % length] ?? 0;
  for (let at = 0; at < length; at++) {
    means[at] = sum / blockLength;
    sum += (values[(at + blockLength) % length] ?? 0) - (values[at] ?? 0);
  }
  return means;
}

function everyPlace(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, at) => at);
}

function sumsOf(
  firsts: Float64Array,
  seconds: Float64Array,
  places: Uint32Array,
): Drawn {
  let first = 0;
  let second = 0;
  let firstSquares = 0;
  let secondSquares = 0;
  let products = 0;
  for (const place of places) {
    const one = firsts[place] ?? 0;
    const other = seconds[place] ?? 0;
    first += one;
    second += other;
    firstSquares += one * one;
    secondSquares += other * other;
    products += one * other;
  }
  return { first, second, firstSquares, secondSquares, products };
}

/** The figure of a resample and, by its slopes, how far off `drawn` blocks like these may be. */
function spread(
  { at }: SmoothFigure,
  sums: Drawn,
  { blocks, drawn }: { readonly blocks: number; readonly drawn: number },
): { readonly estimate: number; readonly standardError: number } | null {
  const first = sums.first / blocks;
  const second = sums.second / blocks;
  const sloped = at(first, second);
  if (sloped === null) return null;
  const [a, b] = sloped.slopes;
  const squares = a * a * (sums.firstSquares - first * sums.first) +
    b * b * (sums.secondSquares - second * sums.second) +
    2 * a * b * (sums.products - first * sums.second);
  const variance = Math.max(0, squares) / (blocks - 1);
  return {
    estimate: sloped.value,
    standardError: Math.sqrt(variance / drawn),
  };
}

/** More blocks than this tell hardly more and take longer. */
const BLOCKS_MAX = 100;

/**
 * Returns how long blocks of a series should be: the cube root of its length, at least `atLeast` periods where it has
 * ten such, and so long that it has a hundred at most.
 */
export function blockLengthOf(length: number, atLeast: number): number {
  return Math.max(
    1,
    Math.round(Math.cbrt(length)),
    Math.ceil(length / BLOCKS_MAX),
    length >= 10 * atLeast ? atLeast : 0,
  );
}
