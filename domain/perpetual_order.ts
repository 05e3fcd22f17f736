import type {
  ContestantId,
  DecisionId,
  FillId,
  MarketId,
  OrderId,
} from "./ids.ts";
import type { Quantity, UsdMicros } from "./money.ts";
import type { OrderSide } from "./order.ts";
import type {
  PerpetualFill,
  PerpetualPosition,
  PerpetualPrice,
} from "./perpetual.ts";

/**
 * Why a perpetual is ordered: a contestant wants it, its margin no longer carries what it holds, or an operator winds
 * it down.
 */
export const PERPETUAL_ORDER_CAUSES = [
  "decision",
  "liquidation",
  "wind_down",
] as const;

/** One of them. */
export type PerpetualOrderCause = typeof PERPETUAL_ORDER_CAUSES[number];

/** What is wanted of a perpetual. It fills what it can at once and leaves nothing behind. */
export interface PerpetualTerms {
  readonly side: OrderSide;
  readonly quantity: Quantity;
  /** The worst price that it may trade at. */
  readonly limit: PerpetualPrice;
  /** Whether it may only make a position smaller. */
  readonly reduceOnly: boolean;
  /** The market's mid when it was decided on, rounded down; the best price where one side alone was quoted. */
  readonly arrivalPrice: PerpetualPrice;
}

/** An order for a perpetual. */
export interface PerpetualOrder extends PerpetualTerms {
  readonly id: OrderId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** `null` for what nobody decided: liquidations, and orders of a wind-down. */
  readonly decisionId: DecisionId | null;
  readonly cause: PerpetualOrderCause;
  /** Unix milliseconds. */
  readonly createdAtMs: number;
}

/** A venue's own record that a perpetual changed hands. */
export interface BookedPerpetualFill extends PerpetualFill {
  readonly id: FillId;
  readonly orderId: OrderId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly fee: UsdMicros;
  readonly liquidity: "taker" | "maker";
  readonly occurredAtMs: number;
}

/** What a contestant wants to hold of a perpetual, and the order that leads there. */
export interface PerpetualDecision {
  readonly id: DecisionId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** Millionths of its equity that the position is to be worth: below 0 short, 0 for nothing. */
  readonly exposureMicros: bigint;
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  /** `null` where it holds what it wants to hold. */
  readonly terms: PerpetualTerms | null;
  /** The id of the round that woke it. */
  readonly causationId: string;
  /** Unix milliseconds. */
  readonly decidedAtMs: number;
}

/** Whether an order of `side` for `quantity` can only make `position` smaller. */
export function reducesPerpetual(
  { size }: Pick<PerpetualPosition, "size">,
  { side, quantity }: Pick<PerpetualTerms, "side" | "quantity">,
): boolean {
  return side === "buy" ? quantity <= -size : quantity <= size;
}
