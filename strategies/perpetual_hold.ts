import type { PerpetualStrategy } from "./perpetual_strategy.ts";

/** The return of the coin itself, less what holding it costs. */
export const PERPETUAL_HOLD: PerpetualStrategy = {
  id: "perpetual-hold",
  name: "Hold long",
  description: "Buys for as much as it has and never sells.",
  evaluate({ exposure }) {
    return {
      exposure: exposure === 0 ? 1 : null,
      confidence: 0,
      reason: "Holds the coin whatever happens.",
    };
  },
};
