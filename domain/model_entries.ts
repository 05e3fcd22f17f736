import type { ContestantId, DecisionId, MarketId } from "./ids.ts";
import type { UsdMicros } from "./money.ts";

/**
 * Why a call of a model brought no reply:
 *
 * - `no_credits`: 402, the account is empty or the key's cap is reached; `request_exceeds_credits`: 402, this one
 *   request is worth more than what is left; `in_flight_credits`: 402, running requests hold what is left;
 * - `rate_limited`: 429; `unauthorized`: 401, 403 for the key; `moderated`: 403 for the text; `unknown_model`: 404;
 * - `invalid_request`: 400, 413, 422; `context_too_long`: the same, as the prompt does not fit;
 * - `overloaded`: 5xx and no provider; `timed_out`: 408, 524 or our own deadline; `unreachable`: no connection;
 * - `stream_error`: an error inside a stream that had begun; `stream_cut`: it ended without an end;
 * - `malformed`: what came is not the protocol; `empty`: neither text nor tool call; `too_large`: past our bound;
 * - `no_cassette`: a replay holds no such request; `aborted`: the caller did not want it any more.
 */
export const MODEL_FAULTS = [
  "no_credits",
  "request_exceeds_credits",
  "in_flight_credits",
  "rate_limited",
  "unauthorized",
  "moderated",
  "unknown_model",
  "invalid_request",
  "context_too_long",
  "overloaded",
  "timed_out",
  "unreachable",
  "stream_error",
  "stream_cut",
  "malformed",
  "empty",
  "too_large",
  "no_cassette",
  "aborted",
] as const;

/** What kind of failure it was. */
export type ModelFaultKind = typeof MODEL_FAULTS[number];

/** How what a call cost is known: as the provider said, from its tokens and the catalog, or neither. */
export const COST_SOURCES = ["provider", "catalog", "estimate"] as const;

/** How what a call cost is known. */
export type CostSource = typeof COST_SOURCES[number];

/** Tokens of one call, as the provider counted them. */
export interface ModelUsage {
  /** All tokens of the prompt, cached ones included. */
  readonly promptTokens: number;
  /** Those of the prompt that came out of the provider's cache. */
  readonly cachedTokens: number;
  /** All tokens of the reply, reasoning included. */
  readonly completionTokens: number;
  /** Those of the reply that were reasoning. */
  readonly reasoningTokens: number;
}

/** Why a session ended without a decision. */
export const DECISION_FAILURES = [
  /** Neither its answer nor the one after it could be used. */
  "invalid",
  /** A call brought no reply. */
  "model_fault",
  /** What is left of the day's budget does not cover one more call. */
  "over_budget",
  /** Trading was halted, or the process stopped, while it was thinking. */
  "aborted",
] as const;

/** Why a session ended without a decision. */
export type DecisionFailure = typeof DECISION_FAILURES[number];

/** Rows of the thinking of models. Its money is in `inference_charged`, its end in `decision_made` or here. */
export type ModelEntry =
  /** A call that is about to be made. */
  | {
    readonly kind: "model_asked";
    readonly contestantId: ContestantId;
    /** The session, by the decision that it is to end with. */
    readonly decisionId: DecisionId;
    readonly marketId: MarketId;
    /** Place of the call in its session, from 1. */
    readonly step: number;
    readonly model: string;
    /** The snapshot that every model of the round is shown. */
    readonly snapshotId: string;
    /** SHA-256 of the request: what it said is kept under it. */
    readonly requestHash: string;
    /** SHA-256 of what stays the same over a season: release, system prompt, tools and form of the answer. */
    readonly releaseHash: string;
    /** What it may cost at most. */
    readonly reserved: UsdMicros;
  }
  /** A call that ended. */
  | {
    readonly kind: "model_answered";
    readonly contestantId: ContestantId;
    readonly decisionId: DecisionId;
    readonly step: number;
    readonly result: "replied" | ModelFaultKind;
    /** The model that really answered; the one asked where none did. */
    readonly model: string;
    readonly usage: ModelUsage | null;
    readonly costSource: CostSource;
    /** Names of the tools that the reply calls, in its order. */
    readonly tools: readonly string[];
    /** Canaries in the texts that the model was given since the call before. */
    readonly planted: number;
    /** Canaries that the reply obeys, and that none before it did. */
    readonly followed: number;
  }
  /** The session brought no decision: nothing is guessed in its place. */
  | {
    readonly kind: "decision_failed";
    readonly decisionId: DecisionId;
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly cause: DecisionFailure;
    /** One sentence for people. */
    readonly detail: string;
  };
