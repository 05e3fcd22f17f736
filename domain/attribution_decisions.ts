import type { Beliefs } from "./attribution_kelly.ts";
import type { Decision } from "./decision.ts";
import type { DecisionId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import { MICROS, type UsdMicros } from "./money.ts";
import { NewestMap } from "./newest_map.ts";
import { isClosed } from "./order_transitions.ts";
import type { Order } from "./order.ts";

/** Decisions that were not ordered on yet, or whose orders are closed, that are kept. */
const KEPT = 1_000;

/** What is remembered of a decision that something may be traded on. */
export interface RememberedDecision {
  readonly id: DecisionId;
  readonly probabilityYes: number;
  readonly marketProbability: number | null;
  /** What the account was worth then. */
  readonly equity: UsdMicros;
  /** The first trade that it has a part in; `null` before that. */
  tradeId: string | null;
}

/**
 * Decisions by id: each whose order is working, and the newest 1,000 of the others, so that memory is bounded by
 * what is open.
 */
export class AttributionDecisions {
  readonly #working = new Map<DecisionId, RememberedDecision>();
  readonly #others = new NewestMap<DecisionId, RememberedDecision>(KEPT);

  get(id: DecisionId): RememberedDecision | null {
    return this.#working.get(id) ?? this.#others.get(id) ?? null;
  }

  /** Remembers a decision on which something may be traded; any other needs no memory. */
  decide(decision: Decision, equity: UsdMicros): void {
    const { id, action, probabilityYes, marketProbability } = decision;
    if (action.kind !== "trade" && action.kind !== "replace") return;
    this.#others.set(id, {
      id,
      probabilityYes,
      marketProbability,
      equity,
      tradeId: null,
    });
  }

  /** Takes note of where the order of a decision is. */
  ordered({ decisionId, status }: Pick<Order, "decisionId" | "status">): void {
    const decision = this.get(decisionId);
    if (decision === null) return;
    if (isClosed({ status })) {
      if (this.#working.delete(decisionId)) {
        this.#others.set(decisionId, decision);
      }
      return;
    }
    this.#others.delete(decisionId);
    this.#working.set(decisionId, decision);
  }
}

/**
 * Returns what was believed of an outcome, in whole micro-dollars: the market's price is the mid at the decision,
 * or the order's limit where nobody quoted. Where the decision is not known the contestant's own is the market's:
 * nothing was promised.
 *
 * @param limit The order's limit, in micro-dollars on the outcome's scale.
 */
export function beliefsOf(
  decision: RememberedDecision | null,
  { outcome, limit }: { readonly outcome: Outcome; readonly limit: bigint },
): Beliefs {
  if (decision === null) return { own: limit, market: limit };
  const { probabilityYes, marketProbability } = decision;
  return {
    own: onScale(outcome, probabilityYes),
    market: marketProbability === null
      ? limit
      : onScale(outcome, marketProbability),
  };
}

function onScale(outcome: Outcome, probabilityYes: number): bigint {
  const yes = BigInt(Math.round(probabilityYes * Number(MICROS)));
  return outcome === "yes" ? yes : MICROS - yes;
}
