import { buyStake, sellAll } from "./stake.ts";
import {
  HOLD,
  type Opinion,
  type Strategy,
  type StrategyState,
} from "./strategy.ts";

const ACT_PROBABILITY = 0.25;

function act(state: StrategyState): Pick<Opinion, "action" | "reason"> {
  const { held, draws: [, acts, side] } = state;
  if (acts >= ACT_PROBABILITY) {
    return { action: HOLD, reason: "The draw says wait." };
  }
  if (held.yes > 0n) {
    return {
      action: sellAll(state, "yes", held.yes),
      reason: "The draw says sell the YES contracts.",
    };
  }
  if (held.no > 0n) {
    return {
      action: sellAll(state, "no", held.no),
      reason: "The draw says sell the NO contracts.",
    };
  }
  const outcome = side < 0.5 ? "yes" : "no";
  return {
    action: buyStake(state, outcome),
    reason: `The draw says buy ${outcome.toUpperCase()}.`,
  };
}

/** Forecasts and trades by the seed alone: how far luck goes. */
export const SEEDED_RANDOM: Strategy = {
  id: "random",
  name: "Random",
  description: "Draws its forecast, its side and its moments from a seed.",
  wakesOn: [],
  evaluate(state) {
    return { probabilityYes: state.draws[0], confidence: 0, ...act(state) };
  },
};
