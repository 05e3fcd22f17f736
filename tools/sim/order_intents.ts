import { assertNever } from "../../domain/assert_never.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { deriveWindDownDecisionId } from "../../domain/digest.ts";
import type { DecisionId, OrderId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Order, OrderTerms } from "../../domain/order.ts";
import type { OutcomePrice } from "../../domain/price.ts";

/** What orders are wanted: by committed decisions, by their targets and stops, and by wind-downs. */
export class OrderIntents {
  /** How much each committed decision wants. */
  readonly #wanted = new Map<string, bigint>();
  /** Rows that set wind-downs off. */
  readonly #windDowns: number[] = [];

  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind === "decision_made") {
      const { id, action } = entry.decision;
      this.#wanted.set(intentOfDecision(id, action), wantedOf(action));
    }
    if (entry.kind === "exit_triggered") {
      const { exitId, outcome, bid, quantity } = entry;
      const text = tradeText(exitId, { side: "sell", outcome, limit: bid });
      this.#wanted.set(text, quantity);
    }
    if (entry.kind === "trading_state_changed" && entry.step === "flatten") {
      this.#windDowns.push(sequence);
    }
  }

  /** Whether an order is what was asked for. What a replaced order filled meanwhile comes off the new one. */
  isWanted(order: Order): boolean {
    if (this.#isOfWindDown(order)) return true;
    const wanted = this.#wanted.get(intentOfOrder(order));
    return order.replaces === null
      ? order.quantity === wanted
      : order.quantity > 0n && order.quantity <= (wanted ?? 0n);
  }

  #isOfWindDown(order: Order): boolean {
    const { side, reduceOnly, decisionId, ...place } = order;
    return side === "sell" && reduceOnly &&
      this.#windDowns.some((sequence) =>
        deriveWindDownDecisionId({ sequence, ...place }) === decisionId
      );
  }
}

/** Returns what a decision wants as one text, without how much. */
function intentOfDecision(id: DecisionId, action: DecisionAction): string {
  switch (action.kind) {
    case "hold":
    case "cancel":
      return `${id} ${action.kind}`;
    case "trade":
      return tradeText(id, action);
    case "replace":
      return replaceText(id, action.orderId, action.limit);
    default:
      return assertNever(action);
  }
}

/** Returns what an order is the doing of, in the same words. */
function intentOfOrder(order: Order): string {
  const { decisionId, replaces, limit } = order;
  return replaces === null
    ? tradeText(decisionId, order)
    : replaceText(decisionId, replaces, limit);
}

function tradeText(
  id: DecisionId,
  { side, outcome, limit }: Pick<OrderTerms, "side" | "outcome" | "limit">,
): string {
  return `${id} ${side} ${outcome} ${limit.outcome} ${limit.price}`;
}

function replaceText(
  id: DecisionId,
  replaced: OrderId,
  { outcome, price }: OutcomePrice,
): string {
  return `${id} instead of ${replaced} ${outcome} ${price}`;
}

function wantedOf(action: DecisionAction): bigint {
  return "quantity" in action ? action.quantity : 0n;
}
