/**
 * Messages of an agent's trader: the mind of its contestant is a program outside of the arena. There is one per agent.
 *
 * Snapshots come from the briefer, rows from the journal in order, everything else is asked by the agent through the
 * site. What an agent is not answered, as the trader crashed meanwhile, it asks again under the same key: decisions are
 * folded from the journal, so none is taken twice. Snapshots are not: after a restart those before it are unknown.
 *
 * @module
 */
import type { Quote } from "../../../domain/quote.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import type { ActorRef, MailboxOptions } from "../../../runtime/mod.ts";
import type {
  AgentCancelReply,
  AgentDecisionReply,
  AgentStanding,
  AgentSubmission,
} from "../../ports/agent_desk.ts";
import type { JournalMessage } from "../../ports/journal_follower.ts";

/** What an agent's trader takes. */
export type AgentMessage =
  | { readonly kind: "snapshot_taken"; readonly snapshot: Snapshot }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | {
    readonly kind: "read_standing";
    readonly replyTo: ActorRef<AgentStanding>;
  }
  | {
    readonly kind: "submit_decision";
    readonly submission: AgentSubmission;
    readonly replyTo: ActorRef<AgentDecisionReply>;
  }
  | {
    readonly kind: "cancel_own_order";
    readonly orderId: string;
    readonly replyTo: ActorRef<AgentCancelReply>;
  }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the trader from the journal. */
export const AGENT_MAILBOX: MailboxOptions<AgentMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "quote_changed" ? message.quote.marketId : null,
  },
};
