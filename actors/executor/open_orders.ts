import type { FillId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { NewestMap } from "../../domain/newest_map.ts";
import type { Order } from "../../domain/order.ts";
import { receivedOrder } from "../../domain/order_register.ts";
import {
  isClosed,
  type OrderEvent,
  transition,
} from "../../domain/order_transitions.ts";

/** An order, and the fills that have been booked for it. */
export interface OpenOrder {
  readonly order: Order;
  readonly fillIds: ReadonlySet<FillId>;
}

/** Closed orders kept for fills that come late, newest last: as many as the books keep. */
const CLOSED_KEPT = 200;

/**
 * Every order that has left us and is not over, folded from the journal, with the rows that are on their way.
 *
 * Whoever appends a row says so with `expect`, so that the next row follows on it and never contradicts it,
 * however slow the commit. Rows that repeat change nothing.
 */
export class OpenOrders {
  readonly #open = new Map<OrderId, OpenOrder>();
  readonly #closed = new NewestMap<OrderId, OpenOrder>(CLOSED_KEPT);
  /** Grows with every order ever made, on purpose: an id that is forgotten could be sent a second time. */
  readonly #seen = new Set<OrderId>();
  /** Rows on their way, by order, oldest first. */
  readonly #coming = new Map<OrderId, Coming>();

  /** Returns an order that is not over, as it will be once its rows are there. */
  get(id: OrderId): OpenOrder | undefined {
    const found = this.find(id);
    return found === undefined || isClosed(found.order) ? undefined : found;
  }

  /** Returns an order as it will be once its rows are there, also one of the 200 closed last. */
  find(id: OrderId): OpenOrder | undefined {
    const known = this.#open.get(id) ?? this.#closed.get(id);
    const coming = this.#coming.get(id);
    return coming === undefined ? known : foreseen(coming, known);
  }

  /** Whether the journal has a request to take an order back that it does not have the end of. */
  isCancelJournaled(id: OrderId): boolean {
    return this.#open.get(id)?.order.status === "pending_cancel";
  }

  /** Whether an order of this id was ever submitted or denied, or is about to be. */
  hasSeen(id: OrderId): boolean {
    return this.#seen.has(id) || this.#coming.has(id);
  }

  /** Whether the journal has an order of this id, submitted or denied. */
  isJournaled(id: OrderId): boolean {
    return this.#seen.has(id);
  }

  /** Whether rows of this order are on their way. */
  isComing(id: OrderId): boolean {
    return this.#coming.has(id);
  }

  /** Orders that are not over by the journal. */
  all(): readonly OpenOrder[] {
    return [...this.#open.values()];
  }

  /** Takes a row that was appended and is not committed yet. */
  expect(entry: JournalEntry): void {
    const id = orderIdOf(entry);
    if (id === null) return;
    const coming = this.#coming.get(id);
    if (coming !== undefined) coming.entries.push(entry);
    else {this.#coming.set(id, {
        entries: [entry],
        applied: 0,
        order: undefined,
      });}
  }

  /** Takes a committed row. */
  fold(entry: JournalEntry): void {
    const id = orderIdOf(entry);
    if (id === null) return;
    this.#apply(id, entry);
    const coming = this.#coming.get(id);
    const next = coming?.entries[0];
    if (coming === undefined || next === undefined) return;
    if (!isSame(next, entry)) {
      // What was foreseen did not count on this one.
      coming.applied = 0;
      return;
    }
    coming.entries.shift();
    if (coming.entries.length === 0) this.#coming.delete(id);
    else if (coming.applied > 0) coming.applied -= 1;
  }

  #apply(id: OrderId, entry: JournalEntry): void {
    const isFirst = entry.kind === "order_submitted" ||
      entry.kind === "order_denied";
    const known = this.#open.get(id) ?? this.#closed.get(id);
    // Of one that is known nobody has to ask whether it was seen, which is the dearer question.
    const isSeen = known !== undefined || !this.#see(id);
    if (isFirst && isSeen) return;
    const next = after(known, entry);
    if (next === undefined) return;
    if (!isClosed(next.order)) {
      this.#open.set(id, next);
      return;
    }
    this.#open.delete(id);
    this.#closed.set(id, next);
  }

  /** Returns whether it is the first time. */
  #see(id: OrderId): boolean {
    const { size } = this.#seen;
    this.#seen.add(id);
    return this.#seen.size > size;
  }
}

/** Rows of one order on their way, and how far it is known what they make of it. */
interface Coming {
  readonly entries: JournalEntry[];
  /** The order after the first `applied` of them. */
  order: OpenOrder | undefined;
  applied: number;
}

/** Returns `known` as it will be once all that is coming is there; each row is applied once, however often it is asked. */
function foreseen(
  coming: Coming,
  known: OpenOrder | undefined,
): OpenOrder | undefined {
  if (coming.applied === 0) coming.order = known;
  for (const entry of coming.entries.slice(coming.applied)) {
    coming.order = after(coming.order, entry);
    coming.applied += 1;
  }
  return coming.order;
}

/** Returns the order that a row is about; `null` for rows of anything else. */
export function orderIdOf(entry: JournalEntry): OrderId | null {
  switch (entry.kind) {
    case "order_denied":
    case "order_submitted":
      return entry.order.id;
    case "order_filled":
      return entry.fill.orderId;
    case "order_accepted":
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
    case "order_cancel_requested":
    case "order_cancel_rejected":
      return entry.orderId;
    default:
      return null;
  }
}

function after(
  found: OpenOrder | undefined,
  entry: JournalEntry,
): OpenOrder | undefined {
  switch (entry.kind) {
    case "order_submitted":
      return found ?? { order: receivedOrder(entry), fillIds: new Set() };
    case "order_filled":
      return found?.fillIds.has(entry.fill.id)
        ? found
        : advanced(found, entry, entry.fill.id);
    case "order_accepted":
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
    case "order_cancel_requested":
    case "order_cancel_rejected":
      return advanced(found, entry, null);
    default:
      return found;
  }
}

function advanced(
  found: OpenOrder | undefined,
  event: OrderEvent,
  fillId: FillId | null,
): OpenOrder | undefined {
  if (found === undefined || isSettled(found.order, event)) return found;
  const { fillIds } = found;
  return {
    order: transition(found.order, event),
    fillIds: fillId === null ? fillIds : new Set([...fillIds, fillId]),
  };
}

/** Whether an order is over for good: after a cancel or an expiry only a late fill still counts. */
function isSettled(order: Order, { kind }: OrderEvent): boolean {
  if (!isClosed(order)) return false;
  const mayFill = order.status === "canceled" || order.status === "expired";
  return !(mayFill && kind === "order_filled");
}

/** Rows of one order are told apart by their kind, fills by their id as well. */
function isSame(expected: JournalEntry, entry: JournalEntry): boolean {
  if (expected.kind === "order_filled" && entry.kind === "order_filled") {
    return expected.fill.id === entry.fill.id;
  }
  return expected.kind === entry.kind;
}
