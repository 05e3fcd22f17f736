import { MICROS } from "../../domain/money.ts";
import type { BookDepth } from "../../domain/quote.ts";
import type { OrderbookImbalance } from "../../domain/signal.ts";
import type { Thresholds } from "./thresholds.ts";

const MICROS_PER_CONTRACT = Number(MICROS);

type ImbalanceThresholds = Pick<
  Thresholds,
  "imbalanceHighMicros" | "imbalanceLowMicros" | "rearmMicros"
>;

/** Where a book stands between its two thresholds. */
export type ImbalanceZone = "yes_heavy" | "no_heavy" | "balanced" | "between";

/**
 * Returns the zone of a depth, or `null` where a side is empty.
 *
 * `between` is the hysteresis band: no longer past the threshold, not yet far enough inside to call
 * the last imbalance over.
 */
export function imbalanceZone(
  depth: BookDepth,
  thresholds: ImbalanceThresholds,
  floats: FloatThresholds = floatThresholds(thresholds),
): ImbalanceZone | null {
  const clear = clearZone(depth, floats);
  if (clear !== null) return clear;
  const { yesBidDepth: yes, noBidDepth: no } = depth;
  if (yes === 0n || no === 0n) return null;
  const {
    imbalanceHighMicros: high,
    imbalanceLowMicros: low,
    rearmMicros: rearm,
  } = thresholds;
  const scaledYes = yes * 1_000_000n;
  if (scaledYes >= no * high) return "yes_heavy";
  if (scaledYes <= no * low) return "no_heavy";
  const isInside = scaledYes * 1_000_000n < no * high * rearm &&
    scaledYes * rearm > no * low * 1_000_000n;
  return isInside ? "balanced" : "between";
}

/** Floats are off by less than this share, many times over. */
const FLOAT_MARGIN = 1e-9;

/** Thresholds as floats, moved out by what floats may be off: what is past them is past the exact ones. */
export interface FloatThresholds {
  readonly high: number;
  readonly low: number;
  readonly insideBelow: number;
  readonly insideAbove: number;
}

/** Returns the thresholds that `imbalanceZone` looks at first; made once for many depths. */
export function floatThresholds(
  { imbalanceHighMicros, imbalanceLowMicros, rearmMicros }: ImbalanceThresholds,
): FloatThresholds {
  const high = Number(imbalanceHighMicros) / 1e6;
  const low = Number(imbalanceLowMicros) / 1e6;
  const rearm = Number(rearmMicros) / 1e6;
  return {
    high: high * (1 + FLOAT_MARGIN),
    low: low * (1 - FLOAT_MARGIN),
    insideBelow: Math.min(high, high * rearm) * (1 - FLOAT_MARGIN),
    insideAbove: Math.max(low, low / rearm) * (1 + FLOAT_MARGIN),
  };
}

/**
 * Returns the zone where floats cannot be wrong about it, as nearly everywhere; `null` next to a threshold, and where a
 * side is empty.
 */
function clearZone(
  { yesBidDepth, noBidDepth }: BookDepth,
  { high, low, insideBelow, insideAbove }: FloatThresholds,
): ImbalanceZone | null {
  const yes = Number(yesBidDepth);
  const no = Number(noBidDepth);
  if (yes === 0 || no === 0) return null;
  const ratio = yes / no;
  if (ratio > high) return "yes_heavy";
  if (ratio < low) return "no_heavy";
  return ratio < insideBelow && ratio > insideAbove ? "balanced" : null;
}

/** Returns the payload of an imbalance, with contracts as floats. Source: seed 000. */
export function orderbookImbalance(
  depth: BookDepth,
  direction: "yes_heavy" | "no_heavy",
): OrderbookImbalance {
  const yesBidDepth = Number(depth.yesBidDepth) / MICROS_PER_CONTRACT;
  const noBidDepth = Number(depth.noBidDepth) / MICROS_PER_CONTRACT;
  return {
    yesBidDepth,
    noBidDepth,
    ratio: yesBidDepth / noBidDepth,
    direction,
  };
}
