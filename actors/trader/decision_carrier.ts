import type { Decision } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import type { OrderId } from "../../domain/ids.ts";
import { ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order, type OrderTerms } from "../../domain/order.ts";
import type { PositionExit } from "../../domain/position_exit.ts";
import { type ActorRef, assertNever, type Clock } from "../../runtime/mod.ts";
import type { OrderStamps } from "../ports/order_timing.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import type { OwnOrders } from "./own_orders.ts";

/** When a trader was woken and when it had its opinion, in milliseconds of the monotonic clock. */
export type Thought = Pick<OrderStamps, "wokenAtMs" | "decidedAtMs">;

/** Whom decisions are carried to, and what they may refer to. */
export interface CarrierDependencies {
  readonly risk: ActorRef<RiskMessage>;
  readonly orders: Pick<OwnOrders, "get" | "drop">;
  readonly clock: Clock;
}

/** Carries committed decisions out. Every order goes to risk, whoever decided: there is no other way to a venue. */
export class DecisionCarrier {
  readonly #dependencies: CarrierDependencies;

  constructor(dependencies: CarrierDependencies) {
    this.#dependencies = dependencies;
  }

  /** Carries a decision out that the journal has. */
  carry(decision: Decision, thought: Thought | undefined): void {
    const { action, contestantId } = decision;
    const { risk, orders } = this.#dependencies;
    switch (action.kind) {
      case "hold":
        return;
      case "trade": {
        const { kind: _kind, ...terms } = action;
        const order = this.#newOrder(decision, terms, null);
        return this.#review(order, decision, thought);
      }
      case "cancel":
        return risk.tell({
          kind: "cancel_order",
          contestantId,
          orderId: action.orderId,
          reason: decision.reason,
        });
      case "replace": {
        // It may have been filled while the contestant thought: then there is nothing to replace.
        const replaced = orders.get(action.orderId);
        if (replaced === undefined) {
          return orders.drop(deriveOrderId(decision.id));
        }
        const { quantity, limit } = action;
        const terms = { ...termsOf(replaced), quantity, limit };
        const order = this.#newOrder(decision, terms, replaced.id);
        return this.#review(order, decision, thought);
      }
      default:
        return assertNever(action);
    }
  }

  /** Carries a sale out that a plan's target or stop has set off and that the journal has. */
  carryExit(exit: PositionExit): void {
    const { outcome, quantity, bid } = exit;
    this.#dependencies.risk.tell({
      kind: "review_order",
      order: {
        side: "sell",
        outcome,
        quantity,
        limit: bid,
        ...IMMEDIATE,
        reduceOnly: true,
        id: exit.orderId,
        decisionId: exit.exitId,
        contestantId: exit.contestantId,
        marketId: exit.marketId,
        replaces: null,
        status: "initialized",
        filledQuantity: ZERO_QUANTITY,
        filledNotional: ZERO_USD,
        createdAtMs: this.#dependencies.clock.nowMs(),
      },
      decidedAtMs: exit.triggeredAtMs,
    });
  }

  #review(
    order: Order,
    { decidedAtMs }: Decision,
    thought: Thought | undefined,
  ): void {
    const { risk, clock } = this.#dependencies;
    const orderedAtMs = clock.monotonicMs();
    risk.tell({
      kind: "review_order",
      order,
      decidedAtMs,
      ...(thought === undefined ? {} : { stamps: { ...thought, orderedAtMs } }),
    });
  }

  #newOrder(
    { id, contestantId, marketId }: Decision,
    terms: OrderTerms,
    replaces: OrderId | null,
  ): Order {
    return {
      ...terms,
      id: deriveOrderId(id),
      decisionId: id,
      contestantId,
      marketId,
      replaces,
      status: "initialized",
      filledQuantity: ZERO_QUANTITY,
      filledNotional: ZERO_USD,
      createdAtMs: this.#dependencies.clock.nowMs(),
    };
  }
}

function termsOf(order: Order): OrderTerms {
  const { side, outcome, quantity, limit } = order;
  const { timeInForce, expiresAtMs, postOnly, reduceOnly } = order;
  return {
    side,
    outcome,
    quantity,
    limit,
    timeInForce,
    expiresAtMs,
    postOnly,
    reduceOnly,
  };
}
