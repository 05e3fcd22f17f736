import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import type { Quantity } from "./money.ts";
import type { OrderTerms } from "./order.ts";
import type { OutcomePrice } from "./price.ts";

/** What a contestant wants done. A hold is a decision like any other: it carries a forecast. */
export type DecisionAction =
  | { readonly kind: "hold" }
  | { readonly kind: "trade" } & OrderTerms
  | { readonly kind: "cancel"; readonly orderId: OrderId }
  /** Takes back what is left of an order and asks for `quantity` at `limit` in its place, else alike. */
  | {
    readonly kind: "replace";
    readonly orderId: OrderId;
    readonly quantity: Quantity;
    readonly limit: OutcomePrice;
  };

/** What goes with a position that a model asks for: when it would be over, and what would prove it wrong. */
export interface DecisionPlan {
  /** Price of the outcome at which the profit would be taken. */
  readonly target: OutcomePrice;
  /** Price of the outcome at which it would be given up. */
  readonly stop: OutcomePrice;
  /** One sentence. */
  readonly invalidation: string;
}

/** How a decision came in from a program outside of the arena. */
export interface DecisionSubmission {
  /** The snapshot that it was made from. */
  readonly snapshotId: string;
  /** The program's own name of it: the same name is the same decision. */
  readonly key: string;
  /** SHA-256 of what was sent under that name. */
  readonly bodyHash: string;
}

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
  /** When the opinion was formed, Unix milliseconds: orders of decisions that are too old are denied. */
  readonly decidedAtMs: number;
  /** Only where a model asks for a position; a rule has its plan in its code. */
  readonly plan?: DecisionPlan;
  /** Only where a program outside of the arena decided. */
  readonly submission?: DecisionSubmission;
}
