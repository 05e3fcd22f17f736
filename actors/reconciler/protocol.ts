/**
 * Messages of the reconciler, the only writer of corrections and of completed reconciliations.
 *
 * Its own timers, the feed's status of the venue and operators ask for passes, the journal sends its rows in
 * order, and the venue's answers come back as messages. There is one pass at a time: what asks for another one
 * meanwhile is remembered as one more pass, however often it asks. Nothing may be dropped: a full mailbox fails
 * the reconciler. Nothing survives a restart but the journal, and each start begins with a pass.
 *
 * @module
 */
import type { EntryOf } from "../../domain/journal.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { ResolutionReport } from "../ports/resolution.ts";

/** What a pass was asked for by. */
export type ReconciliationTrigger = EntryOf<
  "reconciliation_completed"
>["trigger"];

/** The venue was asked how a market stands, because of what is held in it. */
export interface PhaseReported {
  readonly kind: "phase_reported";
  /** Of the pass in which it was asked. */
  readonly round: number;
  readonly report: ResolutionReport;
}

/** What the reconciler takes. */
export type ReconcilerMessage =
  /** Journal and venue are to be compared from now on. */
  | { readonly kind: "reconcile"; readonly trigger: ReconciliationTrigger }
  | {
    readonly kind: "venue_status_changed";
    readonly status: VenueStatus;
  }
  /** The pass under way asks the venue, for the first time or again. */
  | { readonly kind: "question_due" }
  | {
    readonly kind: "account_reported";
    readonly question: number;
    readonly report: VenueAccountReport;
  }
  | {
    readonly kind: "account_failed";
    readonly question: number;
    readonly error: Error;
  }
  | PhaseReported
  | { readonly kind: "phase_failed" }
  /** The halt that was asked for is not in the journal yet. */
  | { readonly kind: "halt_due" }
  /** The venue was told to take an order back that is over for us; the next pass sees what came of it. */
  | { readonly kind: "order_taken_back" }
  | JournalMessage;

/** Nothing is ever dropped: overflow is a failure. */
export const RECONCILER_MAILBOX: MailboxOptions<ReconcilerMessage> = {
  capacity: 16_384,
  overflow: { kind: "fail" },
};
