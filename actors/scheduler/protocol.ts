/**
 * Messages of the scheduler.
 *
 * It is its own only sender: each tick publishes a round and plans the next one. Rounds that fall into a
 * restart are skipped, not caught up: a decision is about now.
 *
 * @module
 */
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the scheduler takes. */
export type SchedulerMessage = { readonly kind: "round_due" };

/** Its own ticks only: one that does not fit says nothing new. */
export const SCHEDULER_MAILBOX: MailboxOptions<SchedulerMessage> = {
  capacity: 16,
  overflow: { kind: "drop_newest" },
};
