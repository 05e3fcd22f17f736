import type { FillId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { receivedOrder } from "../../domain/order_register.ts";
import {
  isClosed,
  type OrderEvent,
  transition,
} from "../../domain/order_transitions.ts";

/** An order that is not over, and the fills that have been booked for it. */
export interface OpenOrder {
  readonly order: Order;
  readonly fillIds: ReadonlySet<FillId>;
}

/** Every order that has left us and is not over, folded from the journal. Rows that repeat change nothing. */
export class OpenOrders {
  readonly #open = new Map<OrderId, OpenOrder>();
  /** Grows with every order ever made, on purpose: an id that is forgotten could be sent a second time. */
  readonly #seen = new Set<OrderId>();

  get(id: OrderId): OpenOrder | undefined {
    return this.#open.get(id);
  }

  /** Whether an order of this id was ever submitted or denied. */
  hasSeen(id: OrderId): boolean {
    return this.#seen.has(id);
  }

  all(): readonly OpenOrder[] {
    return [...this.#open.values()];
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "order_denied":
        this.#seen.add(entry.order.id);
        return;
      case "order_submitted": {
        const { id } = entry.order;
        if (this.#seen.has(id)) return;
        this.#seen.add(id);
        this.#open.set(id, {
          order: receivedOrder(entry),
          fillIds: new Set(),
        });
        return;
      }
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        return this.#apply(entry.orderId, entry);
      case "order_filled":
        return this.#apply(entry.fill.orderId, entry);
    }
  }

  #apply(id: OrderId, event: OrderEvent): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    const fillId = event.kind === "order_filled" ? event.fill.id : null;
    if (fillId !== null && open.fillIds.has(fillId)) return;
    const order = transition(open.order, event);
    if (isClosed(order)) {
      this.#open.delete(id);
      return;
    }
    const fillIds = fillId === null
      ? open.fillIds
      : new Set([...open.fillIds, fillId]);
    this.#open.set(id, { order, fillIds });
  }
}
