import { type BlockDraws, BLOCKS_MIN } from "./block_bootstrap.ts";
import { type Interval, percentileInterval } from "./interval.ts";

/** The way of an account's value through a block, from 1. */
interface BlockWay {
  readonly growth: number;
  /** The highest on the way, its begin included. */
  readonly peak: number;
  /** The lowest on the way, its begin included. */
  readonly trough: number;
  /** The largest fall within, as a share of the peak before it. */
  readonly drawdown: number;
}

function wayOf(
  returns: readonly number[],
  from: number,
  length: number,
): BlockWay {
  let growth = 1;
  let peak = 1;
  let trough = 1;
  let drawdown = 0;
  for (let step = 0; step < length; step++) {
    growth *= 1 + (returns[(from + step) % returns.length] ?? 0);
    if (growth > peak) peak = growth;
    if (growth < trough) trough = growth;
    drawdown = Math.max(drawdown, (peak - growth) / peak);
  }
  return { growth, peak, trough, drawdown };
}

/**
 * Returns where the maximum drawdown of seasons of such blocks lies, in 95 of 100 (moving blocks from a circle,
 * percentile method). A drawdown belongs to one way of a season, and no skill has a true one: unlike the others
 * this is not the interval of a constant.
 *
 * @returns `null` where there are not eight blocks.
 */
export function drawdownInterval(
  returns: readonly number[],
  { draws, resamples, blockLength }: BlockDraws,
): Interval | null {
  const count = Math.round(returns.length / blockLength);
  if (count < BLOCKS_MIN) return null;
  const ways = returns.map((_, from) => wayOf(returns, from, blockLength));
  const found = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    let value = 1;
    let peak = 1;
    let deepest = 0;
    for (let block = 0; block < count; block++) {
      const way = ways[draws.integer(ways.length)];
      if (way === undefined) continue;
      // Either within the block, or from the peak before it: a new peak inside makes the first the larger.
      deepest = Math.max(
        deepest,
        way.drawdown,
        (peak - value * way.trough) / peak,
      );
      peak = Math.max(peak, value * way.peak);
      value *= way.growth;
    }
    found[at] = deepest;
  }
  return percentileInterval(found);
}
