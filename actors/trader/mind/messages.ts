/**
 * Messages of a mind, the trader that asks a model; there is one per model contestant.
 *
 * Snapshots come from the briefer, rows from the journal in order, replies and what the web says from the mind's own
 * calls: it never waits for one, so a halt is handled while a model thinks. After a restart calls that were under way
 * are lost: they are charged with what their record or their provider says, else with what they may have cost, and
 * their sessions fail.
 *
 * @module
 */
import type { DecisionId } from "../../../domain/ids.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import type { MailboxOptions } from "../../../runtime/mod.ts";
import type { JournalMessage } from "../../ports/journal_follower.ts";
import type { ModelCost, ModelOutcome } from "../../ports/model.ts";
import type { SearchOutcome } from "../../ports/web_search.ts";
import type { LostSession } from "./lost_sessions.ts";

/** What a mind takes. */
export type MindMessage =
  | { readonly kind: "snapshot_taken"; readonly snapshot: Snapshot }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | {
    readonly kind: "call_ended";
    readonly decisionId: DecisionId;
    readonly outcome: ModelOutcome;
  }
  | {
    readonly kind: "search_ended";
    readonly decisionId: DecisionId;
    readonly outcomes: readonly SearchOutcome[];
  }
  | {
    readonly kind: "cut_call_priced";
    readonly lost: LostSession;
    /** `null` where nobody knows. */
    readonly cost: ModelCost | null;
  }
  /** Work of its own that never fails has failed. */
  | { readonly kind: "work_failed"; readonly error: Error }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the mind from the journal. */
export const MIND_MAILBOX: MailboxOptions<MindMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    group: ({ kind }) => kind,
    key(message) {
      switch (message.kind) {
        case "quote_changed":
          return message.quote.marketId;
        case "snapshot_taken":
          return message.snapshot.signal === null ? message.kind : null;
        default:
          return null;
      }
    },
  },
};
