import { toProbability } from "../domain/price.ts";
import { buyStake } from "./stake.ts";
import {
  HOLD,
  type Opinion,
  type Strategy,
  type StrategyState,
} from "./strategy.ts";

/** How far the forecast must be from the price, in probability, before it is worth the fee. */
const EDGE_MIN = 0.05;
/** Markets of the series that must be over before their frequency says anything. */
const RESOLVED_MIN = 5;

function act(
  state: StrategyState,
  probabilityYes: number,
): Pick<Opinion, "action" | "reason"> {
  const { held, quote, resolved } = state;
  const basis = `${resolved.yes} of ${
    resolved.yes + resolved.no
  } before it resolved YES.`;
  const isKnown = resolved.yes + resolved.no >= RESOLVED_MIN;
  if (!isKnown || held.yes > 0n || held.no > 0n) {
    return { action: HOLD, reason: basis };
  }
  if (
    quote.yesAsk !== null &&
    probabilityYes - toProbability(quote.yesAsk) > EDGE_MIN
  ) {
    return {
      action: buyStake(state, "yes"),
      reason: `${basis} YES is offered for less.`,
    };
  }
  if (
    quote.yesBid !== null &&
    toProbability(quote.yesBid) - probabilityYes > EDGE_MIN
  ) {
    return {
      action: buyStake(state, "no"),
      reason: `${basis} NO is offered for less.`,
    };
  }
  return { action: HOLD, reason: basis };
}

/** Forecasts the frequency of YES in the series so far, by Laplace's rule of succession. */
export const BASE_RATE: Strategy = {
  id: "base-rate",
  name: "Base rate",
  description:
    "Forecasts how often the series has resolved YES and trades when the price is far off.",
  wakesOn: [],
  evaluate(state) {
    const { yes, no } = state.resolved;
    const probabilityYes = (yes + 1) / (yes + no + 2);
    const confidence = (yes + no) / (yes + no + 10);
    return { probabilityYes, confidence, ...act(state, probabilityYes) };
  },
};
