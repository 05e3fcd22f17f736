import { z } from "zod";
import {
  DAILY_TASKS,
  type DailyTask,
  type TaskRun,
} from "../domain/daily_task.ts";
import type { Sql } from "./pool.ts";

const TASKS = Object.keys(DAILY_TASKS) as [DailyTask, ...DailyTask[]];

const timeField = z.bigint().transform(Number);

/** A row; one of a task that is no more is left out. */
const rowSchema = z.object({
  task: z.enum(TASKS),
  dueAtMs: timeField,
  doneAtMs: timeField,
  outcome: z.string(),
  isFailed: z.boolean(),
}) satisfies z.ZodType<TaskRun>;

/** The newest run of each task of the calendar, in the database. */
export class TaskRuns {
  readonly #sql: Sql;
  readonly #run: string;

  constructor(sql: Sql, run: string) {
    this.#sql = sql;
    this.#run = run;
  }

  async read(): Promise<readonly TaskRun[]> {
    const rows = await this.#sql`
      select task, due_at_ms, done_at_ms, outcome, is_failed from task_runs
      where run = ${this.#run} order by task`;
    return rows.flatMap((row) => rowSchema.safeParse(row).data ?? []);
  }

  /** Keeps a run in the place of the one before it; one that is older than what is kept changes nothing. */
  async write(
    { task, dueAtMs, doneAtMs, outcome, isFailed }: TaskRun,
  ): Promise<void> {
    await this.#sql`
      insert into task_runs
        (run, task, due_at_ms, done_at_ms, outcome, is_failed)
      values (
        ${this.#run}, ${task}, ${BigInt(dueAtMs)}::bigint,
        ${BigInt(doneAtMs)}::bigint, ${outcome}, ${isFailed}
      )
      on conflict (run, task) do update set
        due_at_ms = excluded.due_at_ms, done_at_ms = excluded.done_at_ms,
        outcome = excluded.outcome, is_failed = excluded.is_failed
      where task_runs.done_at_ms <= excluded.done_at_ms`;
  }
}
