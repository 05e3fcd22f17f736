import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity } from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/** What set the sale of a position off. */
export const EXIT_CAUSES = ["target", "stop"] as const;

/** What set the sale of a position off. */
export type ExitCause = typeof EXIT_CAUSES[number];

/** The bid has crossed what a decision's plan says: what is held is sold by rule, and nobody is asked. */
export interface PositionExit {
  readonly kind: "exit_triggered";
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The decision whose plan it is. */
  readonly planId: DecisionId;
  /** Stands in for a decision in the order that follows. */
  readonly exitId: DecisionId;
  readonly orderId: OrderId;
  readonly cause: ExitCause;
  readonly outcome: Outcome;
  /** What the plan names. */
  readonly level: OutcomePrice;
  /** What was bid, and the limit of the order. */
  readonly bid: OutcomePrice;
  readonly quantity: Quantity;
  /** Unix milliseconds. */
  readonly triggeredAtMs: number;
}
