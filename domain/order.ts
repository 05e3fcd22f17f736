import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/** Which way contracts go; a sale is of what is held. */
export type OrderSide = "buy" | "sell";

/** Every `TimeInForce`. */
export const TIMES_IN_FORCE = ["gtc", "gtd", "ioc", "fok"] as const;

/**
 * How long an order works: `gtc` until it is filled or canceled, `gtd` until its expiry at the latest, `ioc`
 * fills what it can at once and cancels the rest, `fok` fills whole at once or not at all.
 */
export type TimeInForce = typeof TIMES_IN_FORCE[number];

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

/** What is wanted from the venue, whoever wants it. */
export interface OrderTerms {
  readonly side: OrderSide;
  readonly outcome: Outcome;
  readonly quantity: Quantity;
  /** The worst price that it may trade at, on the scale of `outcome`. */
  readonly limit: OutcomePrice;
  readonly timeInForce: TimeInForce;
  /** When a `gtd` order ends, Unix milliseconds; `null` for any other. */
  readonly expiresAtMs: number | null;
  /** Whether it may only rest: an order that would trade at once is refused instead. */
  readonly postOnly: boolean;
  /** Whether it may only make a position smaller. */
  readonly reduceOnly: boolean;
}

/** An order as everybody sees it. Status changes only through `transition`. */
export interface Order extends OrderTerms {
  readonly id: OrderId;
  readonly decisionId: DecisionId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The order that it takes the place of, once that one is closed; `null` for one of its own. */
  readonly replaces: OrderId | null;
  readonly status: OrderStatus;
  readonly filledQuantity: Quantity;
  /** Sum of price × quantity over its fills, without fees. */
  readonly filledNotional: UsdMicros;
  readonly createdAtMs: number;
}

/** What makes an order one that fills what it can at once and leaves nothing behind. */
export const IMMEDIATE: Pick<
  OrderTerms,
  "timeInForce" | "expiresAtMs" | "postOnly" | "reduceOnly"
> = {
  timeInForce: "ioc",
  expiresAtMs: null,
  postOnly: false,
  reduceOnly: false,
};
