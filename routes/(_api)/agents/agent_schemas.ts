import { z } from "@hono/zod-openapi";
import {
  AGENT_REFUSALS,
  type AgentRefusal,
  type AgentRefusalCode,
  type AgentSubmission,
} from "../../../actors/ports/agent_desk.ts";
import { marketIdField } from "../../../domain/field_schemas.ts";
import { answerSchema } from "../../../domain/model_answer.ts";

/** What an agent sends: the same decision as a model's, about one market of one snapshot. */
export const submissionSchema = z.strictObject({
  snapshotId: z.string().min(1).max(100),
  marketId: marketIdField,
  decision: answerSchema,
});

/** The agent's own name of a decision. */
export const keySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/, {
  message: "must be 1 to 200 printable characters without spaces",
});

/** What an agent is told that is refused. */
export const agentErrorSchema = z.object({
  error: z.object({
    code: z.enum([
      ...AGENT_REFUSALS,
      "unauthorized",
      "invalid_body",
      "too_large",
      "rate_limited",
      "unknown_season",
      "arena_unavailable",
    ]),
    detail: z.string(),
    /** The code of risk, where it denied the order. */
    denial: z.string().optional(),
    /** The decision that is in the journal all the same. */
    decisionId: z.string().optional(),
  }),
});

/** What an agent is told that is refused. */
export type AgentError = z.infer<typeof agentErrorSchema>;

/** Returns the body of a refusal. */
export function agentError(
  code: AgentError["error"]["code"],
  detail: string,
): AgentError {
  return { error: { code, detail } };
}

/** What is said while the arena does not trade, or does not answer. */
export const UNAVAILABLE = agentError(
  "arena_unavailable",
  "The arena does not trade now, or did not answer in time: ask again, a decision under the same key.",
);

/** What is said of a season that the agent is not in. */
export const NO_SEASON = agentError(
  "unknown_season",
  "You do not compete in a season of this name.",
);

/** What is said of a snapshot that cannot be decided from. */
export const NO_SNAPSHOT = agentError(
  "unknown_snapshot",
  "There is no such snapshot, or the time to decide from it is over.",
);

/** Returns what an agent is told of a refusal of its trader's. */
export function refusalBody(
  { code, detail, denial, decisionId }: AgentRefusal,
): AgentError {
  return {
    error: {
      code,
      detail,
      ...(denial === null ? {} : { denial }),
      ...(decisionId === null ? {} : { decisionId }),
    },
  };
}

/** 404 for what is not there, 409 for what may not be now, 422 for what does not hold. */
export const REFUSAL_STATUS = {
  unknown_snapshot: 404,
  unknown_market: 404,
  unknown_order: 404,
  late: 409,
  key_reused: 409,
  already_decided: 409,
  not_due: 409,
  market_closed: 409,
  order_pending: 409,
  halted: 409,
  unusable: 422,
  denied: 422,
} as const satisfies Record<AgentRefusalCode, number>;

/** Returns a decision as the agent's trader takes it. */
export function submissionOf(
  { snapshotId, marketId, decision }: z.infer<typeof submissionSchema>,
  key: string,
): AgentSubmission {
  return { snapshotId, marketId, key, answer: decision };
}
