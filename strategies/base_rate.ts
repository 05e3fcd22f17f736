import type { Outcome } from "../domain/market.ts";
import { subtract } from "../domain/money.ts";
import type { Order } from "../domain/order.ts";
import {
  onGridBelow,
  type OutcomePrice,
  toProbability,
} from "../domain/price.ts";
import { buyStake, restStake } from "./stake.ts";
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
/** How far a resting bid may be from where it would be put now, in probability. */
const DRIFT_MAX = 0.02;

type Act = Pick<Opinion, "action" | "reason">;

function act(state: StrategyState, probabilityYes: number): Act {
  const { held, quote, resolved, working } = state;
  const basis = `${resolved.yes} of ${
    resolved.yes + resolved.no
  } before it resolved YES.`;
  const [resting] = working;
  const isKnown = resolved.yes + resolved.no >= RESOLVED_MIN;
  const isInvested = held.yes > 0n || held.no > 0n;
  if (!isKnown || (isInvested && resting === undefined)) {
    return { action: HOLD, reason: basis };
  }
  const bid = bidFor(state, probabilityYes);
  if (resting !== undefined) return { reason: basis, ...tend(resting, bid) };
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
  if (bid === null) return { action: HOLD, reason: basis };
  return {
    action: restStake(state, bid),
    reason: `${basis} It may come down.`,
  };
}

/** Where it would bid now: below the forecast of the side that looks cheaper, by what makes it worth while. */
function bidFor(
  { mid, market }: StrategyState,
  probabilityYes: number,
): OutcomePrice | null {
  if (mid === null) return null;
  const outcome: Outcome = probabilityYes >= mid ? "yes" : "no";
  const probability = outcome === "yes" ? probabilityYes : 1 - probabilityYes;
  return onGridBelow(outcome, probability - EDGE_MIN, market.priceRanges);
}

/** Leaves a bid where it is as long as it is about right. */
function tend(
  { id, limit, quantity, filledQuantity }: Order,
  bid: OutcomePrice | null,
): { readonly action: Opinion["action"]; readonly reason?: string } {
  if (bid === null || bid.outcome !== limit.outcome) {
    return {
      action: { kind: "cancel", orderId: id },
      reason: "The bid is on the wrong side now.",
    };
  }
  const drift = Math.abs(toProbability(bid.price) - toProbability(limit.price));
  if (drift <= DRIFT_MAX) return { action: HOLD };
  const left = subtract(quantity, filledQuantity);
  return {
    action: { kind: "replace", orderId: id, quantity: left, limit: bid },
    reason: "The forecast has moved.",
  };
}

/** Forecasts the frequency of YES in the series so far, by Laplace's rule of succession. */
export const BASE_RATE: Strategy = {
  id: "base-rate",
  name: "Base rate",
  description:
    "Forecasts how often the series has resolved YES, takes what is offered far below that, and else rests a bid under it.",
  wakesOn: [],
  evaluate(state) {
    const { yes, no } = state.resolved;
    const probabilityYes = (yes + 1) / (yes + no + 2);
    const confidence = (yes + no) / (yes + no + 10);
    return { probabilityYes, confidence, ...act(state, probabilityYes) };
  },
};
