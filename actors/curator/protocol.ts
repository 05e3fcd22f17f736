/**
 * Messages of the curator, the only writer of rows about the events of the arena.
 *
 * Rows come from the journal in order, tasks from the calendar, requests from an operator. It writes the rows of one
 * task or request at a time and decides about the next one when it has folded them: a request that comes meanwhile
 * waits. Nothing is kept over a restart but the journal; a request that was not answered may have been done, and asked
 * for again it changes nothing twice.
 *
 * @module
 */
import type { TaskDue } from "../../domain/daily_task.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { ActorRef, MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What an operator asks for. */
export type EventRequest =
  /** To choose as many events as a selection does, now. */
  | { readonly kind: "select" }
  /** To choose this market. */
  | { readonly kind: "add"; readonly marketId: MarketId }
  /** To take an event that is not over out, for this market or for the next one that the rule would choose. */
  | {
    readonly kind: "swap";
    readonly marketId: MarketId;
    readonly replacementId: MarketId | null;
  }
  /** To activate these events, or all that are pending. */
  | {
    readonly kind: "approve";
    readonly marketIds: readonly MarketId[] | null;
  };

/** A request, who makes it and why. */
export type SignedEventRequest = EventRequest & {
  /** Who asks, as it signed. */
  readonly by: string;
  /** One sentence for people. */
  readonly reason: string;
};

/** What became of a request. */
export type EventReply =
  | {
    readonly kind: "events_changed";
    /** The row that it is in; the last one of several. */
    readonly sequence: number;
    /** The events that were chosen, swapped in or activated. */
    readonly marketIds: readonly MarketId[];
  }
  | {
    readonly kind: "events_refused";
    /** One sentence for people. */
    readonly reason: string;
  };

/** An operator waits for this. */
export interface ChangeEvents {
  readonly kind: "change_events";
  readonly request: SignedEventRequest;
  readonly replyTo: ActorRef<EventReply>;
}

/** What the curator takes. */
export type CuratorMessage =
  | ChangeEvents
  | { readonly kind: "task_due"; readonly due: TaskDue }
  | { readonly kind: "rows_written"; readonly sequence: number }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the curator from the journal. */
export const CURATOR_MAILBOX: MailboxOptions<CuratorMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "task_due" ? `task ${message.due.task}` : null,
  },
};
