import type { Approved } from "../../domain/approval.ts";
import type { FillId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { type ActorContext, assert } from "../../runtime/mod.ts";
import type {
  PerpetualExecution,
  PerpetualOrderReport,
} from "../ports/perpetual_execution.ts";
import type { AdmissionDenial } from "./admission.ts";
import type { ExecutorMessage } from "./protocol.ts";

/** What orders for perpetuals leave by. */
export interface PerpetualOrderDependencies {
  /** `null` where nobody trades perpetuals. */
  readonly execution: PerpetualExecution | null;
  readonly context: ActorContext<ExecutorMessage>;
  /** Why an order does not leave now, although risk has let it through; `null` if it does. */
  readonly denialOf: (order: PerpetualOrder) => AdmissionDenial | null;
  readonly append: (
    entry: JournalEntry,
    order: PerpetualOrder,
    occurredAtMs?: number,
  ) => void;
}

/**
 * Orders for perpetuals on their way to the venue: none leaves before its row is committed, and no row says more than
 * the venue did. After a start it asks the venue about every order that is not over; of one that the venue never had
 * it journals the end.
 */
export class PerpetualOrders {
  readonly #dependencies: PerpetualOrderDependencies;
  /** Orders that left and are not over. */
  readonly #open = new Map<OrderId, PerpetualOrder>();
  /** Approved orders whose row is on its way. */
  readonly #departing = new Map<OrderId, Approved<PerpetualOrder>>();
  /** Orders that were taken back before their row was committed, and why. */
  readonly #recalled = new Map<OrderId, string>();
  /** Fills of orders that are not over. */
  readonly #fillIds = new Set<FillId>();

  constructor(dependencies: PerpetualOrderDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes a row of the journal. */
  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "perpetual_order_submitted":
        this.#open.set(entry.order.id, entry.order);
        return;
      case "perpetual_filled":
        this.#fillIds.add(entry.fill.id);
        return;
      case "perpetual_order_closed":
        this.#open.delete(entry.orderId);
        if (this.#open.size === 0) this.#fillIds.clear();
        return;
    }
  }

  /** Asks about what an earlier incarnation left open. */
  recover(): void {
    const { execution } = this.#dependencies;
    if (execution === null) return;
    for (const id of this.#open.keys()) {
      this.#pipe(id, execution.query(id));
    }
  }

  /** Journals that an order leaves; the same id again changes nothing. */
  submit(order: Approved<PerpetualOrder>): void {
    const { denialOf, append } = this.#dependencies;
    if (this.#open.has(order.id) || this.#departing.has(order.id)) return;
    const denial = denialOf(order);
    if (denial !== null) {
      const kind = "perpetual_order_denied";
      return append({ kind, order, ...denial }, order);
    }
    this.#departing.set(order.id, order);
    append({ kind: "perpetual_order_submitted", order }, order);
  }

  /**
   * Takes back an order that waits for its row; its end follows that. One that has left takes what is there or is
   * gone: there is nothing to take back, and the venue's answer is its end.
   *
   * @returns Whether the order is one for a perpetual.
   */
  cancel(id: OrderId, reason: string): boolean {
    if (this.#departing.has(id)) {
      this.#departing.delete(id);
      this.#recalled.set(id, reason);
    }
    return this.#recalled.has(id) || this.#open.has(id);
  }

  /** Hears of a committed row; an order leaves with its own. */
  onRow(entry: JournalEntry): void {
    if (entry.kind !== "perpetual_order_submitted") return;
    const { id } = entry.order;
    const reason = this.#recalled.get(id);
    if (reason !== undefined) return this.#recall(entry.order, reason);
    const order = this.#departing.get(id);
    const { execution, context } = this.#dependencies;
    if (order === undefined) return;
    this.#departing.delete(id);
    assert(
      execution !== null,
      "An order for a perpetual is approved only where they are traded",
    );
    this.#pipe(id, execution.submit(order, context.abortSignal));
  }

  /** Books what the venue said of an order. */
  onAnswered(orderId: OrderId, report: PerpetualOrderReport): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    const { append } = this.#dependencies;
    const fills = "fills" in report ? report.fills : [];
    for (const fill of fills) {
      if (this.#fillIds.has(fill.id)) continue;
      append({ kind: "perpetual_filled", fill }, order, fill.occurredAtMs);
    }
    append({
      kind: "perpetual_order_closed",
      orderId,
      end: report.status === "unknown" ? "canceled" : report.status,
      reason: report.status === "unknown"
        ? "The venue never had it."
        : report.reason,
    }, order);
  }

  #recall(order: PerpetualOrder, reason: string): void {
    this.#recalled.delete(order.id);
    this.#dependencies.append({
      kind: "perpetual_order_closed",
      orderId: order.id,
      end: "canceled",
      reason,
    }, order);
  }

  #pipe(orderId: OrderId, answer: Promise<PerpetualOrderReport>): void {
    this.#dependencies.context.pipeToSelf(
      answer,
      (report) => ({ kind: "perpetual_answered", orderId, report }),
      (error) => ({ kind: "perpetual_failed", orderId, error }),
    );
  }
}
