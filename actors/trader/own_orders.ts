import type { Decision } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { receivedOrder } from "../../domain/order_register.ts";
import {
  isClosed,
  type OrderEvent,
  transition,
} from "../../domain/order_transitions.ts";

/** An order that was decided and of which nothing else is known yet. */
interface DecidedOrder {
  readonly marketId: MarketId;
  /** Unix milliseconds. */
  readonly decidedAtMs: number;
}

/** Orders of one contestant that have not ended, folded from the journal. Rows that repeat change nothing. */
export class OwnOrders {
  readonly #contestantId: ContestantId;
  /** Decided, and neither left nor denied. */
  readonly #decided = new Map<OrderId, DecidedOrder>();
  /** Left, and not over. */
  readonly #working = new Map<OrderId, Order>();

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
  }

  /** Returns the orders that the venue has in a market, in the order in which they left. */
  working(id: MarketId): readonly Order[] {
    return [...this.#working.values()].filter(({ marketId }) =>
      marketId === id
    );
  }

  /** All that the venue has, in the order in which they left. */
  get all(): readonly Order[] {
    return [...this.#working.values()];
  }

  get(id: OrderId): Order | undefined {
    return this.#working.get(id);
  }

  /**
   * Whether what becomes of an order in a market is still open, so that a second one would not know of it. An
   * order that rests at the venue is no reason to wait.
   */
  isUnsettled(id: MarketId): boolean {
    for (const { marketId } of this.#decided.values()) {
      if (marketId === id) return true;
    }
    return this.working(id).some((order) => !isResting(order));
  }

  /** Forgets an order that was decided and will not be asked for. */
  drop(id: OrderId): void {
    this.#decided.delete(id);
  }

  /** Forgets orders that were decided before `sinceMs` and have neither left nor been denied since. */
  giveUp(sinceMs: number): void {
    for (const [id, { decidedAtMs }] of this.#decided) {
      if (decidedAtMs < sinceMs) this.#decided.delete(id);
    }
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "decision_made":
        return this.#onDecision(entry.decision);
      case "exit_triggered": {
        const { contestantId, orderId, marketId, triggeredAtMs } = entry;
        if (contestantId !== this.#contestantId) return;
        this.#decided.set(orderId, { marketId, decidedAtMs: triggeredAtMs });
        return;
      }
      case "order_submitted": {
        const { id, contestantId } = entry.order;
        if (contestantId !== this.#contestantId) return;
        this.#decided.delete(id);
        if (!this.#working.has(id)) this.#working.set(id, receivedOrder(entry));
        return;
      }
      case "order_denied":
        this.#decided.delete(entry.order.id);
        return;
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
      case "order_cancel_requested":
      case "order_cancel_rejected":
        return this.#advance(entry.orderId, entry);
      case "order_filled":
        return this.#advance(entry.fill.orderId, entry);
    }
  }

  #onDecision({ id, contestantId, marketId, action, decidedAtMs }: Decision) {
    if (contestantId !== this.#contestantId) return;
    if (action.kind !== "trade" && action.kind !== "replace") return;
    this.#decided.set(deriveOrderId(id), { marketId, decidedAtMs });
  }

  #advance(id: OrderId, event: OrderEvent): void {
    this.#decided.delete(id);
    const order = this.#working.get(id);
    if (order === undefined) return;
    const after = transition(order, event);
    if (isClosed(after)) this.#working.delete(id);
    else this.#working.set(id, after);
  }
}

function isResting({ status, timeInForce }: Order): boolean {
  const rests = timeInForce === "gtc" || timeInForce === "gtd";
  return rests && (status === "accepted" || status === "partially_filled");
}
