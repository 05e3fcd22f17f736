import type { ContestantId, DecisionId, MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { OrderSide } from "./order.ts";
import type { Quantity } from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/** What a contestant wants done. A hold is a decision like any other: it carries a forecast. */
export type DecisionAction =
  | { readonly kind: "hold" }
  | {
    readonly kind: "trade";
    readonly side: OrderSide;
    readonly outcome: Outcome;
    readonly quantity: Quantity;
    /** The worst price that the contestant accepts, on the scale of `outcome`. */
    readonly limit: OutcomePrice;
  };

/** One forecast and what follows from it, committed to the journal before any order leaves. */
export interface Decision {
  readonly id: DecisionId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** Probability that the market resolves YES, 0 to 1. */
  readonly probabilityYes: number;
  /** How sure the contestant is of that forecast, 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  readonly action: DecisionAction;
  /** The id of the round or signal that woke the contestant. */
  readonly causationId: string;
  /** The market's own YES mid when the decision was made; `null` where nobody quoted. */
  readonly marketProbability: number | null;
  readonly decidedAtMs: number;
}
