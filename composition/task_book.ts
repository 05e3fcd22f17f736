import type { TaskBook } from "../actors/ports/task_book.ts";
import type { ArenaProgress } from "./arena_progress.ts";
import type { Log } from "./log.ts";

/** Returns where the calendar leaves what came of its tasks: in the database, and on the site. */
export function openTaskBook(progress: ArenaProgress, log: Log): TaskBook {
  const heard = <Value>(kept: Promise<Value>): Promise<Value> =>
    kept.catch((error) => {
      log.warn({ err: error }, "what came of a task was not kept or read");
      throw error;
    });
  return {
    read: () =>
      heard(progress.database?.taskRuns.read() ?? Promise.resolve([])),
    write: (run) =>
      heard(progress.database?.taskRuns.write(run) ?? Promise.resolve()),
    show: (tasks) => {
      progress.tasks = tasks;
    },
  };
}
