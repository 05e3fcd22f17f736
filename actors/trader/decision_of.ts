import type { Decision, DecisionAction } from "../../domain/decision.ts";
import { deriveDecisionId } from "../../domain/digest.ts";
import type { ContestantId } from "../../domain/ids.ts";
import { decodeEntry, encodeEntry } from "../../domain/journal_codec.ts";
import { toError } from "../../runtime/mod.ts";
import type { Strategy, StrategyState } from "../../strategies/strategy.ts";

/** Who decides, and what woke it. */
export interface DecisionMaker {
  readonly contestantId: ContestantId;
  readonly strategy: Strategy;
  readonly causationId: string;
}

/** What became of an opinion. */
export type Decided =
  | { readonly kind: "decision"; readonly decision: Decision }
  | { readonly kind: "refused"; readonly message: string };

/**
 * Returns the decision that a strategy comes to in `state`, or why there is none: it threw, or it answered what
 * its types forbid.
 *
 * A contestant's opinion is input like any other. One that the journal could not be read with again must never
 * get there, and a contestant that has none must not bring its trader down, and the arena with it.
 */
export function decisionOf(
  state: StrategyState,
  { contestantId, strategy, causationId }: DecisionMaker,
): Decided {
  const { market: { id: marketId }, mid, nowMs } = state;
  try {
    const opinion = strategy.evaluate(state);
    checkNamedOrder(opinion.action, state);
    const decision: Decision = {
      id: deriveDecisionId({ contestantId, marketId, causationId }),
      contestantId,
      marketId,
      probabilityYes: opinion.probabilityYes,
      confidence: opinion.confidence,
      reason: opinion.reason,
      action: opinion.action,
      causationId,
      marketProbability: mid,
      decidedAtMs: nowMs,
    };
    decodeEntry(encodeEntry({ kind: "decision_made", decision }));
    return { kind: "decision", decision };
  } catch (error) {
    return { kind: "refused", message: toError(error).message };
  }
}

/** Nobody takes back or moves an order that is not its own, or is over. */
function checkNamedOrder(
  action: DecisionAction,
  { working }: StrategyState,
): void {
  if (action.kind !== "cancel" && action.kind !== "replace") return;
  if (working.some(({ id }) => id === action.orderId)) return;
  throw new RangeError(
    `Cannot ${action.kind} an order as it must be one of the contestant's own that work in the market: current value is "${action.orderId}"`,
  );
}
