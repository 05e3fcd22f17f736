/**
 * How an outside program takes part: what it asks of its trader, and what it is told.
 *
 * The routes call this port; the composition root implements it over the traders of outside agents.
 *
 * @module
 */
import type { DenialCode } from "../../domain/denial.ts";
import type { DecisionId, MarketId, OrderId } from "../../domain/ids.ts";
import type { ModelAnswer } from "../../domain/model_answer.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Account } from "./contestant_account.ts";

/** How contestants that outside programs decide for are labelled wherever they are shown. */
export const OUTSIDE_AGENT = "outside agent";

/** Why an agent's decision, or its wish to cancel, was not taken. */
export const AGENT_REFUSALS = [
  /** No such snapshot was ever shown, or it was long ago. */
  "unknown_snapshot",
  /** The snapshot is older than the time that there is to decide. */
  "late",
  /** The market is not one of the snapshot. */
  "unknown_market",
  /** No such order of the agent's own works. */
  "unknown_order",
  /** The idempotency key came with another body before. */
  "key_reused",
  /** There is a decision about this market from this round or signal already. */
  "already_decided",
  /** Its last decision about the market is too recent, or the signal is none for it. */
  "not_due",
  /** The market is over, or about to be. */
  "market_closed",
  /** What becomes of its last order in the market is still open. */
  "order_pending",
  /** Trading is halted. */
  "halted",
  /** The decision cannot be carried out as it stands. */
  "unusable",
  /** Risk denied the order. */
  "denied",
] as const;

/** Why an agent's decision, or its wish to cancel, was not taken. */
export type AgentRefusalCode = typeof AGENT_REFUSALS[number];

/** A refusal; where risk denied the order, with its code. */
export interface AgentRefusal {
  readonly kind: "refused";
  readonly code: AgentRefusalCode;
  /** One sentence for the agent. */
  readonly detail: string;
  readonly denial: DenialCode | null;
  /** `null` where nothing was journaled. */
  readonly decisionId: DecisionId | null;
}

/** One decision as an agent sends it. */
export interface AgentSubmission {
  readonly snapshotId: string;
  readonly marketId: MarketId;
  /** The agent's own name of it: sent again under the same name, it is the same decision. */
  readonly key: string;
  readonly answer: ModelAnswer;
}

/** A decision that is in the journal. */
export interface TakenDecision {
  readonly kind: "taken";
  readonly decisionId: DecisionId;
  /** The order that it leads to; `null` for a hold or a cancel. */
  readonly orderId: OrderId | null;
  /**
   * `noted`: it leads to no order; `pending`: risk has not answered yet; `submitted`: the order is with the venue;
   * `lost`: risk was restarted before it answered, so that the order never left.
   */
  readonly status: "noted" | "pending" | "submitted" | "lost";
  /** Whether it was taken before, under the same key. */
  readonly isRepeat: boolean;
}

/** What became of a decision. */
export type AgentDecisionReply = TakenDecision | AgentRefusal;

/** What became of a wish to cancel; the journal has what the venue says. */
export type AgentCancelReply = { readonly kind: "canceling" } | AgentRefusal;

/** A snapshot that can be decided from. */
export interface OpenSnapshot {
  readonly snapshot: Snapshot;
  /** Unix milliseconds. */
  readonly decideBeforeMs: number;
}

/** What an agent may know of itself and of what it can decide from. */
export interface AgentStanding {
  readonly account: Account;
  /** Those that can be decided from, oldest first. */
  readonly snapshots: readonly OpenSnapshot[];
}

/** Where one outside agent takes part. Each answer is `null` where the arena does not answer in time. */
export interface AgentDesk {
  standing(): Promise<AgentStanding | null>;
  decide(submission: AgentSubmission): Promise<AgentDecisionReply | null>;
  cancel(orderId: string): Promise<AgentCancelReply | null>;
}
