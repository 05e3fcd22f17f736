/**
 * Messages of the calendar.
 *
 * It is its own only sender: each look publishes the tasks that are due and plans the next look. Whoever does a task
 * knows by its own journal rows whether it was done already, so a task that is told twice is done once, and one that
 * fell into a downtime is told at the next start where it is to be caught up.
 *
 * @module
 */
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the calendar takes. */
export type CalendarMessage = { readonly kind: "look_due" };

/** Its own looks only: one that does not fit says nothing new. */
export const CALENDAR_MAILBOX: MailboxOptions<CalendarMessage> = {
  capacity: 16,
  overflow: { kind: "drop_newest" },
};
