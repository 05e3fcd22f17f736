import { IdSet } from "./id_set.ts";
import type { OrderId } from "./ids.ts";
import type { EntryOf } from "./journal.ts";
import { NewestMap } from "./newest_map.ts";
import type { Order } from "./order.ts";
import { isClosed, transition } from "./order_transitions.ts";

/** Closed orders kept whole, newest last. */
const CLOSED_KEPT = 200;

/**
 * Orders by id: every one that is not closed, the 200 closed last, and the ids of all ever seen, so that
 * memory grows with what is open and a repeated order is still known as one.
 */
export class OrderRegister {
  #working = new Map<OrderId, Order>();
  readonly #closed = new NewestMap<OrderId, Order>(CLOSED_KEPT);
  #seen = new IdSet<OrderId>();

  /** Orders that are not closed, in the order of submission. */
  get working(): ReadonlyMap<OrderId, Order> {
    return this.#working;
  }

  /** The orders closed last, oldest first. */
  get closed(): ReadonlyMap<OrderId, Order> {
    return this.#closed;
  }

  /** Whether the order was ever seen, kept or not. */
  has(id: OrderId): boolean {
    return this.#seen.has(id);
  }

  /** Returns the order; `null` if it was never seen or closed too long ago. */
  get(id: OrderId): Order | null {
    return this.#working.get(id) ?? this.#closed.get(id) ?? null;
  }

  /** Returns a register of the same orders that goes its own way. */
  copy(): OrderRegister {
    const copy = new OrderRegister();
    copy.#working = new Map(this.#working);
    for (const [id, order] of this.#closed) copy.#closed.set(id, order);
    copy.#seen = this.#seen.copy();
    return copy;
  }

  /** Takes an order that was never seen. */
  receive(order: Order): void {
    this.#seen.add(order.id);
    this.set(order);
  }

  /** Puts an order that was received in the place that its status gives it. */
  set(order: Order): void {
    if (!isClosed(order)) {
      this.#working.set(order.id, order);
      return;
    }
    this.#working.delete(order.id);
    this.#closed.set(order.id, order);
  }
}

/**
 * Returns the order that a row records, `denied` or `submitted`. The row may hold it as it was before that
 * event or as it was after.
 *
 * @throws {InvalidTransitionError} If it holds the order in any other status.
 */
export function receivedOrder(
  entry: EntryOf<"order_denied" | "order_submitted">,
): Order {
  const after = entry.kind === "order_denied" ? "denied" : "submitted";
  return entry.order.status === after
    ? entry.order
    : transition(entry.order, entry);
}
