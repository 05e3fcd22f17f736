/**
 * Messages of the calendar.
 *
 * It tells itself when to look: each look publishes the tasks that are due and plans the next look. Whoever does a task
 * knows by its own journal rows, or by what it keeps, whether it was done already, so a task that is told twice is done
 * once, and one that fell into a downtime is told at the next start where it is to be caught up.
 *
 * Whoever did a task says what came of it; that is kept and shown for people, and a report that is lost changes nothing
 * else.
 *
 * @module
 */
import type { TaskRun } from "../../domain/daily_task.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the calendar takes. */
export type CalendarMessage =
  | { readonly kind: "look_due" }
  | { readonly kind: "task_done"; readonly run: TaskRun }
  /** What was kept before this start; nothing where it could not be read. */
  | { readonly kind: "runs_read"; readonly runs: readonly TaskRun[] }
  /** Whether it could be kept or not: the next run of the task is kept in its place. */
  | { readonly kind: "run_kept" };

/** A look that does not fit says nothing new, and of a task only the newest report counts. */
export const CALENDAR_MAILBOX: MailboxOptions<CalendarMessage> = {
  capacity: 64,
  overflow: { kind: "drop_newest" },
};
