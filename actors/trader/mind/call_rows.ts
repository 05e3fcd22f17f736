import type { JournalEntry } from "../../../domain/journal.ts";
import type { DecisionFailure } from "../../../domain/model_entries.ts";
import { type UsdMicros, ZERO_USD } from "../../../domain/money.ts";
import type { ParseAnswer } from "../../ports/answer_parser.ts";
import {
  type ModelOutcome,
  type ModelReply,
  type ModelRequest,
  releaseHash,
  requestHash,
} from "../../ports/model.ts";
import type { MindDependencies } from "./dependencies.ts";
import type { Session } from "./session.ts";
import type { SessionSubject } from "./session_subject.ts";

/** Names of tools that one row holds, and characters of each. */
const TOOLS_MAX = 16;
const NAME_LENGTH_MAX = 100;

/** Why sessions end without a decision, in sentences for people. */
export const DETAILS = {
  overBudget:
    "What is left of the day's inference budget does not cover one more call.",
  marketOver: "The market was over before the model had decided.",
  halted: "Trading was halted while the model was thinking.",
} as const;

/** The end of a call that a halt overtook before it began. */
export const NEVER_CALLED: ModelOutcome = {
  kind: "failed",
  fault: {
    kind: "aborted",
    detail: "It was not wanted any more before it began.",
    retryAfterMs: null,
    httpStatus: null,
  },
  cost: { amount: ZERO_USD, source: "catalog" },
  raw: "",
};

/** Returns the row that opens a contestant's account. */
export function enrolledRow(
  { contestantId, name, model, startingBalance }: Pick<
    MindDependencies,
    "contestantId" | "name" | "model" | "startingBalance"
  >,
): JournalEntry {
  return {
    kind: "contestant_enrolled",
    contestantId,
    name,
    strategy: model,
    startingBalance,
  };
}

/** Returns the row that goes before a call. */
export function askedRow(
  { subject, step }: Session,
  { reserved, request }: {
    readonly reserved: UsdMicros;
    readonly request: ModelRequest;
  },
): JournalEntry {
  const { contestantId, decisionId, marketId, model, snapshot } = subject;
  return {
    kind: "model_asked",
    contestantId,
    decisionId,
    marketId,
    step,
    model,
    snapshotId: snapshot.id,
    requestHash: requestHash(request),
    releaseHash: releaseHash(request),
    reserved,
  };
}

/** Returns the row of a session that ends without a decision. */
export function failedRow(
  { decisionId, contestantId, marketId }: SessionSubject,
  cause: DecisionFailure,
  detail: string,
): JournalEntry {
  return {
    kind: "decision_failed",
    decisionId,
    contestantId,
    marketId,
    cause,
    detail,
  };
}

/** Returns the rows that a call ends with: what it cost, and what came of it. */
export function callEndRows(
  { subject, texts, step }: Session,
  outcome: ModelOutcome,
  parseAnswer: ParseAnswer,
): readonly JournalEntry[] {
  const { contestantId, decisionId } = subject;
  const model = outcome.kind === "replied"
    ? outcome.reply.model
    : subject.model;
  const { amount, source } = outcome.kind === "replied"
    ? outcome.reply.cost
    : outcome.cost;
  return [
    { kind: "inference_charged", contestantId, decisionId, amount, model },
    {
      kind: "model_answered",
      contestantId,
      decisionId,
      step,
      result: outcome.kind === "replied" ? "replied" : outcome.fault.kind,
      model,
      usage: outcome.kind === "replied" ? outcome.reply.usage : null,
      costSource: source,
      tools: outcome.kind === "replied" ? toolNames(outcome.reply) : [],
      planted: texts.takePlanted(),
      followed: outcome.kind === "replied"
        ? texts.countFollowed(reasonsOf(outcome.reply, parseAnswer))
        : 0,
    },
  ];
}

function toolNames({ toolCalls }: ModelReply): readonly string[] {
  return toolCalls.slice(0, TOOLS_MAX).map(({ name }) =>
    name.slice(0, NAME_LENGTH_MAX)
  );
}

/** Every place where an obedient model would put a code word: its reasons, and the start of what it says. */
function reasonsOf(
  { text, toolCalls }: ModelReply,
  parseAnswer: ParseAnswer,
): readonly string[] {
  const parsed = parseAnswer(text);
  const answered = parsed.kind === "decoded" ? [parsed.answer.reason] : [];
  return [
    text,
    ...answered,
    ...toolCalls.flatMap(({ argumentsText }) => {
      const reason = /"reason"\s*:\s*"([^"]*)/.exec(argumentsText)?.[1];
      return reason === undefined ? [] : [reason];
    }),
  ];
}
