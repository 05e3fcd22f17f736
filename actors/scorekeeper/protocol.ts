/**
 * Messages of the scorekeeper, which folds the journal into the trading board and the forecasting board.
 *
 * It also writes a snapshot of both boards into the journal whenever the calendar wants one; an hour that has one gets no
 * other, and hours that nobody saw stand as the next one. A snapshot that is wanted while it still reads the journal is
 * written once it has.
 *
 * Rows arrive by the event bus and are folded in sequence; the rest it sends to itself. A restart folds the journal
 * anew and publishes the same boards again. Nothing that trades ever waits for it, a start included: it reads what is
 * in the journal page by page after it has started, and intervals are reckoned in slices of a few milliseconds.
 *
 * @module
 */
import type { TaskDue } from "../../domain/daily_task.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the scorekeeper takes. */
export type ScorekeeperMessage =
  | { readonly kind: "row_committed"; readonly row: JournalRow }
  /** Rows that were there before it, the oldest that it did not have yet. */
  | { readonly kind: "page_read"; readonly rows: readonly JournalRow[] }
  | { readonly kind: "read_failed"; readonly error: Error }
  | { readonly kind: "task_due"; readonly due: TaskDue }
  | { readonly kind: "appended" }
  | { readonly kind: "append_failed"; readonly error: Error }
  /** The boards are to be reckoned anew. */
  | { readonly kind: "reckoning_due" }
  /** The next slice of it. */
  | { readonly kind: "slice_due" };

/** Rows keep their place; one that finds no room is missed by the next, which restarts the actor. */
export const SCOREKEEPER_MAILBOX: MailboxOptions<ScorekeeperMessage> = {
  capacity: 16_384,
  overflow: { kind: "drop_oldest" },
};
