import type { Approved } from "../../domain/approval.ts";
import type { FillId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { type ActorContext, assert } from "../../runtime/mod.ts";
import type {
  PerpetualExecution,
  PerpetualOrderReport,
} from "../ports/perpetual_execution.ts";
import type { ExecutorMessage } from "./protocol.ts";

/** What orders for perpetuals leave by. */
export interface PerpetualOrderDependencies {
  /** `null` where nobody trades perpetuals. */
  readonly execution: PerpetualExecution | null;
  readonly context: ActorContext<ExecutorMessage>;
  /** Whether journal and venue have been compared since the start: before that nothing leaves. */
  readonly isReconciled: () => boolean;
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
    const { isReconciled, append } = this.#dependencies;
    if (this.#open.has(order.id) || this.#departing.has(order.id)) return;
    if (!isReconciled()) {
      return append({
        kind: "perpetual_order_denied",
        order,
        code: "TRADING_HALTED",
        detail: "The venue has not accounted for every earlier order.",
      }, order);
    }
    this.#departing.set(order.id, order);
    append({ kind: "perpetual_order_submitted", order }, order);
  }

  /** Hears of a committed row; an order leaves with its own. */
  onRow(entry: JournalEntry): void {
    if (entry.kind !== "perpetual_order_submitted") return;
    const { id } = entry.order;
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

  #pipe(orderId: OrderId, answer: Promise<PerpetualOrderReport>): void {
    this.#dependencies.context.pipeToSelf(
      answer,
      (report) => ({ kind: "perpetual_answered", orderId, report }),
      (error) => ({ kind: "perpetual_failed", orderId, error }),
    );
  }
}
