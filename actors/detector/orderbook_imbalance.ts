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
): ImbalanceZone | null {
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
