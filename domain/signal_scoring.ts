import { assertNever } from "./assert_never.ts";
import type { MarketSignal, SignalScore } from "./signal.ts";

/** On with a swing, with the taker, to the heavier side's bids. */
function pointedDirection(signal: MarketSignal): SignalScore["pointed"] {
  switch (signal.type) {
    case "price_swing":
      return signal.data.currentPrice > signal.data.previousPrice
        ? "up"
        : "down";
    case "volume_spike":
      return signal.data.takerSide === "yes" ? "up" : "down";
    case "orderbook_imbalance":
      return signal.data.direction === "yes_heavy" ? "up" : "down";
    default:
      return assertNever(signal);
  }
}

/**
 * Returns what became of `signal`: `hit` where the mid moved the way it pointed, `miss` the other way, `flat`
 * not at all. `null` where there was no mid at detection to measure from.
 *
 * @param signal What was detected.
 * @param midAtScore YES mid when the scoring window ended, 0 to 1.
 * @param scoredAtMs Unix milliseconds.
 */
export function scoreSignal(
  signal: MarketSignal,
  midAtScore: number,
  scoredAtMs: number,
): SignalScore | null {
  const { midAtDetection } = signal;
  if (midAtDetection === null) return null;
  const pointed = pointedDirection(signal);
  const moved = Math.sign(midAtScore - midAtDetection);
  const wanted = pointed === "up" ? 1 : -1;
  return {
    signalId: signal.id,
    marketId: signal.marketId,
    type: signal.type,
    pointed,
    midAtDetection,
    midAtScore,
    verdict: moved === 0 ? "flat" : moved === wanted ? "hit" : "miss",
    scoredAtMs,
  };
}
