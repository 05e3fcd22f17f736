import type { Outcome } from "../domain/market.ts";
import { buyStake, sellAll } from "./stake.ts";
import {
  HOLD,
  type Opinion,
  type Strategy,
  type StrategyState,
} from "./strategy.ts";

type Act = Pick<Opinion, "action" | "reason">;

function opposite(outcome: Outcome): Outcome {
  return outcome === "yes" ? "no" : "yes";
}

/** Buys against the leader's purchase once, and leaves when the leader does. */
function act(state: StrategyState): Act {
  const { leader, held } = state;
  if (leader === null) {
    return { action: HOLD, reason: "Nobody leads with an opinion here." };
  }
  if (leader.action.kind !== "trade") {
    return { action: HOLD, reason: "The leader does not trade here." };
  }
  const { side, outcome } = leader.action;
  const against = opposite(outcome);
  const bought = outcome.toUpperCase();
  if (side === "sell") {
    const holds = held[against] > 0n;
    return {
      action: holds ? sellAll(state, against, held[against]) : HOLD,
      reason: `The leader sells ${bought}.`,
    };
  }
  const holdsAny = held.yes > 0n || held.no > 0n;
  return {
    action: holdsAny ? HOLD : buyStake(state, against),
    reason: `The leader buys ${bought}.`,
  };
}

/** Expects the market to be wrong the other way than the leader says: how much of a lead is luck. */
export const FADE_THE_LEADER: Strategy = {
  id: "fade-the-leader",
  name: "Fade the leader",
  description:
    "Takes the other side of what the contestant with the most equity last bought.",
  wakesOn: [],
  evaluate(state) {
    const { leader } = state;
    const mid = state.mid ?? 0.5;
    const edge = leader === null ? 0 : leader.probabilityYes - mid;
    return {
      probabilityYes: Math.min(0.99, Math.max(0.01, mid - edge)),
      confidence: leader?.confidence ?? 0,
      ...act(state),
    };
  },
};
