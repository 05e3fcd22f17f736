import type {
  PerpetualState,
  PerpetualStrategy,
} from "./perpetual_strategy.ts";

const LOOK_BACK_MS = 60_000;
/** Least move of the mid within the look-back, of its price. */
const MOVE_MIN = 0.000_2;
/** What either of them holds, as a multiple of its equity. */
const EXPOSURE = 1.5;

/** Returns how far the mid has moved within the look-back, of its price; `null` before anything is known. */
function moveOf({ history, mid, nowMs }: PerpetualState): number | null {
  const before = history.find(({ atMs }) => nowMs - atMs <= LOOK_BACK_MS);
  return before === undefined ? null : mid / before.mid - 1;
}

/** @param direction 1 to go along with a move, −1 to go against it. */
function trendStrategy(
  direction: 1 | -1,
  named: Pick<PerpetualStrategy, "id" | "name" | "description">,
): PerpetualStrategy {
  return {
    ...named,
    evaluate(state) {
      const move = moveOf(state);
      if (move === null || Math.abs(move) < MOVE_MIN) {
        return {
          exposure: null,
          confidence: 0,
          reason: "There is no trend to see.",
        };
      }
      const wanted = Math.sign(move) * direction * EXPOSURE;
      const isHeld = Math.sign(state.exposure) === Math.sign(wanted);
      return {
        exposure: isHeld ? null : wanted,
        confidence: Math.min(1, Math.abs(move) * 500),
        reason: `The mid moved ${
          (move * 10_000).toFixed(1)
        } hundredths of a percent within a minute.`,
      };
    },
  };
}

/** Expects a move to go on. */
export const PERPETUAL_MOMENTUM = trendStrategy(1, {
  id: "perpetual-momentum",
  name: "Perpetual momentum",
  description:
    "Goes long at one and a half times its equity after a rise of a fiftieth of a percent within a minute, and short after a fall.",
});

/** Expects a move to be taken back: the control of momentum. */
export const PERPETUAL_REVERSAL = trendStrategy(-1, {
  id: "perpetual-reversal",
  name: "Perpetual reversal",
  description: "Does the opposite of what momentum does.",
});
