import { buyStake } from "./stake.ts";
import { HOLD, type Strategy } from "./strategy.ts";

/** Forecasts what the market says and backs its favorite once: what a contestant must beat. */
export const MARKET_MIRROR: Strategy = {
  id: "market-mirror",
  name: "Market mirror",
  description:
    "Takes the market's own mid as its forecast and buys the favorite once.",
  wakesOn: [],
  evaluate(state) {
    const { mid, held } = state;
    if (mid === null) {
      return {
        probabilityYes: 0.5,
        confidence: 0,
        reason: "Nobody quotes both sides.",
        action: HOLD,
      };
    }
    const holdsAny = held.yes > 0n || held.no > 0n;
    const favorite = mid >= 0.5 ? "yes" : "no";
    return {
      probabilityYes: mid,
      confidence: Math.abs(mid - 0.5) * 2,
      reason: holdsAny
        ? "The mid is the forecast; the favorite is already backed."
        : `The mid is the forecast and ${favorite.toUpperCase()} is the favorite.`,
      action: holdsAny ? HOLD : buyStake(state, favorite),
    };
  },
};
