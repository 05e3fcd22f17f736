import { type Fill, fillNotional } from "./fill.ts";
import { add, notional, type UsdMicros } from "./money.ts";
import type { Order, OrderStatus } from "./order.ts";

/** What can happen to an order. A journal entry of the same kind is such an event as it stands. */
export type OrderEvent =
  | {
    readonly kind:
      | "order_denied"
      | "order_submitted"
      | "order_accepted"
      | "order_rejected"
      | "order_canceled"
      | "order_expired"
      | "order_cancel_requested"
      | "order_cancel_rejected";
  }
  | { readonly kind: "order_filled"; readonly fill: Fill };

/** What kinds of order events there are. */
export type OrderEventKind = OrderEvent["kind"];

/** Every kind of order event, in the order in which the docs print them. */
export const ORDER_EVENT_KINDS = [
  "order_denied",
  "order_submitted",
  "order_accepted",
  "order_rejected",
  "order_filled",
  "order_cancel_requested",
  "order_cancel_rejected",
  "order_canceled",
  "order_expired",
] as const satisfies readonly OrderEventKind[];

/**
 * Where each event takes an order. What is not here is an invalid transition.
 *
 * `order_filled` names the status while something is left to fill; the fill that completes the quantity
 * leads to `filled` from each of these rows. `order_cancel_rejected` leads back to `partially_filled` where
 * something is filled.
 */
export const TRANSITIONS = {
  initialized: {
    order_denied: "denied",
    order_submitted: "submitted",
  },
  denied: {},
  submitted: {
    order_accepted: "accepted",
    order_rejected: "rejected",
    // A fill can overtake the acknowledgment.
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  accepted: {
    // Some venues acknowledge receipt first and refuse afterwards.
    order_rejected: "rejected",
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  rejected: {},
  partially_filled: {
    // The acknowledgment that a fill overtook.
    order_accepted: "partially_filled",
    order_filled: "partially_filled",
    order_cancel_requested: "pending_cancel",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  filled: {
    // The acknowledgment that the last fill overtook.
    order_accepted: "filled",
    // The cancel came too late.
    order_cancel_rejected: "filled",
  },
  pending_cancel: {
    // The order was acknowledged, rejected or filled while our request to cancel was on its way.
    order_accepted: "pending_cancel",
    order_rejected: "rejected",
    order_filled: "pending_cancel",
    order_cancel_requested: "pending_cancel",
    order_cancel_rejected: "accepted",
    order_canceled: "canceled",
    order_expired: "expired",
  },
  canceled: {
    // The venue matched it before the cancel took effect and its fill record arrived later.
    order_filled: "canceled",
  },
  expired: {
    order_filled: "expired",
  },
} as const satisfies Record<
  OrderStatus,
  Partial<Record<OrderEventKind, OrderStatus>>
>;

/** Raised for an event that the order's status does not allow. */
export class InvalidTransitionError extends Error {
  override readonly name = "InvalidTransitionError";
}

/** Raised for a fill that is not of this order, or of more than is left of it. */
export class InvalidFillError extends Error {
  override readonly name = "InvalidFillError";
}

/**
 * Returns `order` after `event`. Whoever calls it has already dropped fills seen before, by fill id.
 *
 * @throws {InvalidTransitionError} If `TRANSITIONS` has no row for the order's status and the event, or an
 * order with fills is rejected.
 * @throws {InvalidFillError} If the fill belongs to another order or overfills this one, but for a purchase at dflow
 * that a better price made larger.
 */
export function transition(order: Order, event: OrderEvent): Order {
  const row: Partial<Record<OrderEventKind, OrderStatus>> =
    TRANSITIONS[order.status];
  const status = row[event.kind];
  const rejectsFills = status === "rejected" && order.filledQuantity > 0n;
  if (status === undefined || rejectsFills) {
    throw new InvalidTransitionError(
      `Cannot apply ${event.kind} to order "${order.id}" as its status and fills do not allow it: current value is ${order.status} with ${order.filledQuantity} micro-contracts filled`,
    );
  }
  if (event.kind === "order_filled") {
    return filledOrder(order, status, event.fill);
  }
  const worksOn = status === "accepted" && order.filledQuantity > 0n;
  return { ...order, status: worksOn ? "partially_filled" : status };
}

function filledOrder(order: Order, status: OrderStatus, fill: Fill): Order {
  if (
    fill.orderId !== order.id || fill.contestantId !== order.contestantId ||
    fill.marketId !== order.marketId || fill.side !== order.side ||
    fill.outcome !== order.outcome || fill.price.outcome !== order.outcome
  ) {
    throw new InvalidFillError(
      `Cannot fill order "${order.id}" as the fill must match its order, contestant, market, side and outcome: current value is fill "${fill.id}" of order "${fill.orderId}"`,
    );
  }
  const filledQuantity = add(order.filledQuantity, fill.quantity);
  const filledNotional = add(order.filledNotional, fillNotional(fill));
  const isTooMuch = filledQuantity > order.quantity &&
    !isImproved(order, filledNotional);
  if (fill.quantity <= 0n || isTooMuch) {
    throw new InvalidFillError(
      `Cannot fill order "${order.id}" as the filled micro-contracts must grow and stay <= ${order.quantity}: current value is ${filledQuantity}`,
    );
  }
  return {
    ...order,
    status: filledQuantity >= order.quantity ? "filled" : status,
    filledQuantity,
    filledNotional,
  };
}

/**
 * Whether a purchase may have brought more than was wanted: at dflow what is paid is fixed and not what it buys, so a
 * better price than the one that was told buys more. No more money than the order was for has gone.
 */
function isImproved(
  { side, marketId, limit, quantity }: Order,
  filledNotional: UsdMicros,
): boolean {
  return side === "buy" && marketId.startsWith("dflow:") &&
    filledNotional <= notional(limit.price, quantity, "ceil");
}

/** Whether the order has come to its end; only a late fill can still change it. */
export function isClosed({ status }: Pick<Order, "status">): boolean {
  return status === "denied" || status === "rejected" ||
    status === "canceled" || status === "expired" || status === "filled";
}

/** Whether the venue may hold it and a cancel would mean something. */
export function isCancelable({ status }: Pick<Order, "status">): boolean {
  return status === "submitted" || status === "accepted" ||
    status === "partially_filled";
}
