import { HOLD, type Strategy } from "./strategy.ts";

/** Never trades and never knows: the forecast of a coin, the return of cash. */
export const HOLD_CASH: Strategy = {
  id: "hold",
  name: "Hold",
  description: "Keeps its cash and forecasts one half for everything.",
  wakesOn: [],
  evaluate() {
    return {
      probabilityYes: 0.5,
      confidence: 0,
      reason: "Holds cash whatever happens.",
      action: HOLD,
    };
  },
};
