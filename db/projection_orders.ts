import type { Fill } from "../domain/fill.ts";
import type { EntryOf } from "../domain/journal.ts";
import type { Order } from "../domain/order.ts";
import { type OrderEvent, transition } from "../domain/order_transitions.ts";
import { changeContestant } from "./projection_contestants.ts";
import type { ProjectionState } from "./projection_state.ts";
import type { ProjectionRow } from "./projection_tables.ts";

/** Adds an order when it is denied or submitted; one that is there already stays as it is. */
export function introduceOrder(
  state: ProjectionState,
  entry: EntryOf<"order_denied" | "order_submitted">,
  sequence: number,
): void {
  const { order } = entry;
  if (state.get("orders", order.id) !== undefined) return;
  const isDenied = entry.kind === "order_denied";
  state.set("orders", order.id, {
    ...orderRow({ ...order, status: isDenied ? "denied" : "submitted" }),
    sequence,
    denialCode: isDenied ? entry.code : null,
    detail: isDenied ? entry.detail : null,
    lastSequence: sequence,
  });
  changeContestant(state, order.contestantId, (contestant) => ({
    orders: contestant.orders + (isDenied ? 0 : 1),
    denied: contestant.denied + (isDenied ? 1 : 0),
    lastSequence: sequence,
  }));
}

/** What happened to an order that was introduced before. */
export interface OrderChange {
  readonly event: OrderEvent;
  readonly orderId: string;
  readonly sequence: number;
  /** Why, where the venue or we said so. */
  readonly detail?: string;
}

/** Moves an order on. @throws {Error} If it was never introduced, or its status does not allow the event. */
export function changeOrder(state: ProjectionState, change: OrderChange): void {
  const row = state.need("orders", change.orderId);
  state.set("orders", change.orderId, {
    ...row,
    ...orderRow(transition(toOrder(row), change.event)),
    detail: change.detail ?? row.detail,
    lastSequence: change.sequence,
  });
}

/** Adds a fill to its order; one that is there already changes nothing. */
export function fillOrder(
  state: ProjectionState,
  entry: EntryOf<"order_filled">,
  sequence: number,
): void {
  const { fill } = entry;
  if (state.get("fills", fill.id) !== undefined) return;
  changeOrder(state, { event: entry, orderId: fill.orderId, sequence });
  state.set("fills", fill.id, fillRow(fill, sequence));
  changeContestant(state, fill.contestantId, (contestant) => ({
    fills: contestant.fills + 1,
    fees: contestant.fees + fill.fee,
    lastSequence: sequence,
  }));
}

function orderRow(order: Order) {
  return {
    orderId: order.id,
    decisionId: order.decisionId,
    contestantId: order.contestantId,
    marketId: order.marketId,
    side: order.side,
    outcome: order.outcome,
    quantity: order.quantity,
    limitPrice: order.limit.price,
    timeInForce: order.timeInForce,
    expiresAtMs: order.expiresAtMs,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    replaces: order.replaces,
    status: order.status,
    filledQuantity: order.filledQuantity,
    filledNotional: order.filledNotional,
    createdAtMs: order.createdAtMs,
  };
}

function fillRow(fill: Fill, sequence: number): ProjectionRow<"fills"> {
  return {
    fillId: fill.id,
    sequence,
    orderId: fill.orderId,
    contestantId: fill.contestantId,
    marketId: fill.marketId,
    side: fill.side,
    outcome: fill.outcome,
    quantity: fill.quantity,
    price: fill.price.price,
    fee: fill.fee,
    liquidity: fill.liquidity,
    occurredAtMs: fill.occurredAtMs,
  };
}

function toOrder(row: ProjectionRow<"orders">): Order {
  return {
    id: row.orderId,
    decisionId: row.decisionId,
    contestantId: row.contestantId,
    marketId: row.marketId,
    side: row.side,
    outcome: row.outcome,
    quantity: row.quantity,
    limit: { outcome: row.outcome, price: row.limitPrice },
    timeInForce: row.timeInForce,
    expiresAtMs: row.expiresAtMs,
    postOnly: row.postOnly,
    reduceOnly: row.reduceOnly,
    replaces: row.replaces,
    status: row.status,
    filledQuantity: row.filledQuantity,
    filledNotional: row.filledNotional,
    createdAtMs: row.createdAtMs,
    // The table was written from an `Order`, field by field, by `orderRow`.
  } as Order;
}
