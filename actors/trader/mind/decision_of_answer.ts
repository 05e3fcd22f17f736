import type { Decision } from "../../../domain/decision.ts";
import type { Market } from "../../../domain/market.ts";
import type { ModelAnswer } from "../../../domain/model_answer.ts";
import { answerAction } from "./answer_action.ts";
import type { Knowledge } from "./knowledge.ts";
import type { MindOptions } from "./mind_options.ts";
import type { SessionSubject } from "./session_subject.ts";

/** Where a decision is made: in which session, about which market, knowing what, and when. */
export interface DecisionPlace {
  readonly subject: Pick<
    SessionSubject,
    "decisionId" | "contestantId" | "causationId"
  >;
  readonly market: Market;
  readonly knowledge: Pick<Knowledge, "portfolio" | "midOf">;
  readonly options: Pick<MindOptions, "sizing" | "kellyFractionMicros">;
  readonly nowMs: number;
}

/** What an answer comes to. */
export type DecidedAnswer =
  | { readonly kind: "decision"; readonly decision: Decision }
  /** One sentence that tells the model what to mend. */
  | { readonly kind: "unusable"; readonly detail: string };

/** Returns the decision that an answer is, sized by the season's rule on the account as it is now. */
export function decisionOfAnswer(
  answer: ModelAnswer,
  { subject, market, knowledge, options, nowMs }: DecisionPlace,
): DecidedAnswer {
  const { portfolio } = knowledge;
  const result = answerAction(answer, {
    ...options,
    nowMs,
    market,
    cash: portfolio.cash,
    held: portfolio.held(market.id),
    working: portfolio.orders.working(market.id),
  });
  if (result.kind === "unusable") return result;
  return {
    kind: "decision",
    decision: {
      id: subject.decisionId,
      contestantId: subject.contestantId,
      marketId: market.id,
      probabilityYes: answer.probabilityYes,
      confidence: answer.confidence,
      reason: answer.reason,
      action: result.action,
      causationId: subject.causationId,
      marketProbability: knowledge.midOf(market.id),
      decidedAtMs: nowMs,
      ...(result.plan === null ? {} : { plan: result.plan }),
    },
  };
}
