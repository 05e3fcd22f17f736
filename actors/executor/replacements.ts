import type { Approved } from "../../domain/approval.ts";
import type { Decision } from "../../domain/decision.ts";
import type { DecisionId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { type Quantity, subtract, ZERO_QUANTITY } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { type OpenOrder, type OpenOrders, orderIdOf } from "./open_orders.ts";
import type { SubmitOrder } from "./protocol.ts";

/** An order that waits until the one that it replaces is closed. */
export interface PendingReplacement {
  readonly submission: SubmitOrder;
  /** What the replaced order had filled when the replacement was decided on. */
  readonly filledBefore: Quantity;
  /** Milliseconds of the monotonic clock. */
  readonly receivedAtMs: number;
}

/**
 * Orders that wait for the end of another, one per order to be replaced.
 *
 * How much the replaced order had filled when the decision was committed is folded from the journal: what it
 * fills after that comes off the replacement, so that together they are never for more than was wanted.
 */
export class Replacements {
  readonly #pending = new Map<OrderId, PendingReplacement>();
  /** By the order to be replaced, then by the decision that wants it. */
  readonly #filledBefore = new Map<OrderId, Map<DecisionId, Quantity>>();

  /** Whether an order of this id waits. */
  hasWaiting(id: OrderId): boolean {
    for (const { submission } of this.#pending.values()) {
      if (submission.order.id === id) return true;
    }
    return false;
  }

  /** Whether some order waits for the end of this one. */
  awaits(replaced: OrderId): boolean {
    return this.#pending.has(replaced);
  }

  /** Lets an order wait for the end of `replaced`. */
  add(
    { order: replaced }: OpenOrder,
    submission: SubmitOrder,
    receivedAtMs: number,
  ): void {
    const filledBefore =
      this.#filledBefore.get(replaced.id)?.get(submission.order.decisionId) ??
        replaced.filledQuantity;
    this.#pending.set(replaced.id, { submission, filledBefore, receivedAtMs });
  }

  /** Returns the order that waits for the end of `replaced`, which waits no longer. */
  take(replaced: OrderId): PendingReplacement | undefined {
    const pending = this.#pending.get(replaced);
    this.#pending.delete(replaced);
    return pending;
  }

  /** Takes a committed row; `orders` has folded it. */
  fold(entry: JournalEntry, orders: OpenOrders): void {
    const id = orderIdOf(entry);
    if (id !== null && orders.get(id) === undefined) {
      this.#filledBefore.delete(id);
    }
    if (entry.kind === "decision_made") {
      this.#onDecision(entry.decision, orders);
    }
  }

  #onDecision({ id, action }: Decision, orders: OpenOrders): void {
    if (action.kind !== "replace") return;
    const replaced = orders.get(action.orderId);
    if (replaced === undefined) return;
    const filled = this.#filledBefore.get(action.orderId) ?? new Map();
    filled.set(id, replaced.order.filledQuantity);
    this.#filledBefore.set(action.orderId, filled);
  }
}

/** Whether `order` may take the place of `replaced`: another's, or one of another kind, is none of its business. */
export function mayReplace(order: Order, replaced: Order): boolean {
  return order.contestantId === replaced.contestantId &&
    order.marketId === replaced.marketId && order.side === replaced.side &&
    order.outcome === replaced.outcome;
}

/**
 * Returns the order for what is left to want now that `replaced` is over; `null` where nothing is.
 *
 * Less of what risk let through is let through as well, so the approval stays.
 */
export function remainder(
  { submission: { order }, filledBefore }: PendingReplacement,
  replaced: Order,
): Approved<Order> | null {
  const filledSince = subtract(replaced.filledQuantity, filledBefore);
  const quantity = subtract(order.quantity, filledSince);
  return quantity > ZERO_QUANTITY ? { ...order, quantity } : null;
}
