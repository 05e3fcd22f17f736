import { deriveDecisionId } from "../../../domain/digest.ts";
import type { SessionSubject } from "./session_subject.ts";
import { Session } from "./session.ts";
import type { MindDependencies } from "./dependencies.ts";

/** Returns a session of a contestant about one market of a snapshot. The same cause gives the same decision's id. */
export function sessionAbout(
  { contestantId, model, options, models }: MindDependencies,
  { marketId, snapshot, account }: Pick<
    SessionSubject,
    "marketId" | "snapshot" | "account"
  >,
): Session {
  const { causationId } = snapshot;
  const decisionId = deriveDecisionId({ contestantId, marketId, causationId });
  return new Session({
    decisionId,
    contestantId,
    marketId,
    causationId,
    snapshot,
    account,
    model,
  }, {
    options,
    parseAnswer: models.parseAnswer,
    hasSearch: models.search !== null,
  });
}
