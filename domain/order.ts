import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/** Which way contracts go; a sale is of what is held. */
export type OrderSide = "buy" | "sell";

/** `ioc` fills what it can at once and cancels the rest; `fok` fills whole or not at all. */
export type TimeInForce = "ioc" | "fok";

/** Every `OrderStatus`. */
export const ORDER_STATUSES = [
  "initialized",
  "denied",
  "submitted",
  "accepted",
  "rejected",
  "partially_filled",
  "filled",
  "pending_cancel",
  "canceled",
  "expired",
] as const;

/** Where an order is; `TRANSITIONS` says what leads where. */
export type OrderStatus = typeof ORDER_STATUSES[number];

/** An order as everybody sees it. Status changes only through `transition`. */
export interface Order {
  readonly id: OrderId;
  readonly decisionId: DecisionId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly side: OrderSide;
  readonly outcome: Outcome;
  readonly quantity: Quantity;
  readonly limit: OutcomePrice;
  readonly timeInForce: TimeInForce;
  readonly status: OrderStatus;
  readonly filledQuantity: Quantity;
  /** Sum of price × quantity over its fills, without fees. */
  readonly filledNotional: UsdMicros;
  readonly createdAtMs: number;
}
