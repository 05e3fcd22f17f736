/**
 * Messages of the summarizer, which has the web asked about events before they end.
 *
 * Rounds come from the scheduler and say when to look; rows come from the journal in order. That it asks is journaled
 * before it asks, and what the web said after it, failures too, so that a restart does not ask again; what was under
 * way by then has failed, is charged with what it may have cost and is asked anew after a while. A round that is lost
 * is made up for by the next one.
 *
 * @module
 */
import type { EventName } from "../../domain/event_summary.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { SummaryOutcome } from "../ports/event_summary.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What the summarizer takes. */
export type SummarizerMessage =
  | { readonly kind: "round_started"; readonly causationId: string }
  | {
    readonly kind: "summary_ended";
    readonly event: EventName;
    readonly causationId: string | null;
    readonly outcome: SummaryOutcome;
  }
  /** Summaries never reject: this one broke its promise. */
  | { readonly kind: "summary_broke"; readonly error: Error }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the summarizer from the journal. */
export const SUMMARIZER_MAILBOX: MailboxOptions<SummarizerMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    key: ({ kind }) => kind === "round_started" ? kind : null,
  },
};
