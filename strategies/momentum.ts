import type { MidPoint } from "../domain/price_history.ts";
import { buyStake, sellAll } from "./stake.ts";
import {
  HOLD,
  type Opinion,
  type Strategy,
  type StrategyState,
} from "./strategy.ts";

const LOOK_BACK_MS = 60_000;
/** Least move of the mid within the look-back, in probability. */
const MOVE_MIN = 0.03;

/** Returns the oldest point within the look-back. */
function reference(
  history: readonly MidPoint[],
  nowMs: number,
): MidPoint | null {
  return history.find(({ atMs }) => nowMs - atMs <= LOOK_BACK_MS) ?? null;
}

function clamp(probability: number): number {
  return Math.min(0.99, Math.max(0.01, probability));
}

function act(
  state: StrategyState,
  move: number,
): Pick<Opinion, "action" | "reason"> {
  const { held } = state;
  const cents = `The mid moved ${
    (move * 100).toFixed(1)
  } cents within a minute.`;
  if (held.yes > 0n && move <= -MOVE_MIN) {
    return {
      action: sellAll(state, "yes", held.yes),
      reason: `${cents} The trend has turned.`,
    };
  }
  if (held.no > 0n && move >= MOVE_MIN) {
    return {
      action: sellAll(state, "no", held.no),
      reason: `${cents} The trend has turned.`,
    };
  }
  const holdsAny = held.yes > 0n || held.no > 0n;
  if (holdsAny || Math.abs(move) < MOVE_MIN) {
    return { action: HOLD, reason: cents };
  }
  return {
    action: buyStake(state, move > 0 ? "yes" : "no"),
    reason: `${cents} It follows.`,
  };
}

/** Expects a move to go on for as long again. */
export const MOMENTUM: Strategy = {
  id: "momentum",
  name: "Momentum",
  description:
    "Buys what has moved by three cents within a minute and sells when that turns.",
  wakesOn: ["price_swing", "volume_spike", "orderbook_imbalance"],
  evaluate(state) {
    const { mid } = state;
    const before = reference(state.history, state.nowMs);
    if (mid === null || before === null) {
      return {
        probabilityYes: mid ?? 0.5,
        confidence: 0,
        reason: "There is no trend to see yet.",
        action: HOLD,
      };
    }
    const move = mid - before.mid;
    return {
      probabilityYes: clamp(mid + move),
      confidence: Math.min(1, Math.abs(move) * 5),
      ...act(state, move),
    };
  },
};
