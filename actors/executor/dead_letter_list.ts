import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { OpenOrders } from "./open_orders.ts";

/** Who signs a word that no operator spoke. */
export const ITSELF = "arena";

/**
 * Orders whose outcome only an operator can settle, folded from the journal, and whom they keep from trading.
 *
 * An order that an operator had asked about again keeps blocking its contestant alone until the venue has
 * accounted for it.
 */
export class DeadLetterList {
  /** Whose they are; `null` where the order is too long ago. */
  readonly #waiting = new Map<OrderId, ContestantId | null>();
  readonly #askedAgain = new Map<OrderId, ContestantId | null>();
  /** What an operator wants booked as canceled, with the reason, until it is. */
  readonly #condemned = new Map<OrderId, string>();
  /** Orders that were over when an operator spoke: nothing more is to be done about them. Grows with those words alone. */
  readonly #dismissed = new Set<OrderId>();
  /** Whose row is on its way, onto the list or off it. */
  readonly #coming = new Set<OrderId>();

  /** Whether the order waits for an operator. */
  has(id: OrderId): boolean {
    return this.#waiting.has(id);
  }

  /** Whether a row that puts the order on the list or takes it off is on its way. */
  isComing(id: OrderId): boolean {
    return this.#coming.has(id);
  }

  /** Whether an operator has settled what came of the order after it was over. */
  isDismissed(id: OrderId): boolean {
    return this.#dismissed.has(id);
  }

  /** Whether the trouble with an order is its contestant's alone. */
  contains(id: OrderId): boolean {
    return this.#waiting.has(id) || this.#askedAgain.has(id);
  }

  /** Whether an order keeps this contestant from trading. */
  blocks(contestantId: ContestantId): boolean {
    return [...this.#waiting.values(), ...this.#askedAgain.values()]
      .includes(contestantId);
  }

  /** What is to be booked as canceled on an operator's word, with the reason. */
  get condemned(): ReadonlyMap<OrderId, string> {
    return this.#condemned;
  }

  /** Takes note that a row which puts the order on the list, or takes it off, was appended. */
  expect(id: OrderId): void {
    this.#coming.add(id);
  }

  /** The venue has accounted for an order that it was asked about again. */
  settle(id: OrderId): void {
    this.#askedAgain.delete(id);
  }

  /** The order is over. */
  forget(id: OrderId): void {
    this.#condemned.delete(id);
  }

  /** Takes a committed row; `orders` has folded it. */
  fold(entry: JournalEntry, orders: OpenOrders): void {
    if (entry.kind === "order_dead_lettered") {
      const { orderId } = entry;
      const owner = orders.find(orderId)?.order.contestantId ?? null;
      this.#coming.delete(orderId);
      this.#askedAgain.delete(orderId);
      this.#waiting.set(orderId, owner);
    }
    if (entry.kind === "dead_letter_resolved") {
      const { orderId, action, by, detail } = entry;
      const owner = this.#waiting.get(orderId);
      this.#coming.delete(orderId);
      if (owner === undefined) return;
      this.#waiting.delete(orderId);
      if (orders.get(orderId) === undefined) {
        if (by !== ITSELF) this.#dismissed.add(orderId);
        return;
      }
      if (action === "ask_again") this.#askedAgain.set(orderId, owner);
      else this.#condemned.set(orderId, `On the word of ${by}: ${detail}`);
    }
  }
}
