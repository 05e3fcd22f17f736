import type { TaskRun } from "../../domain/daily_task.ts";
import type { TaskView } from "../../domain/view_calendar.ts";

/** Where it is kept and shown what came of the tasks of the calendar. For people alone: no task depends on it. */
export interface TaskBook {
  /** Returns the newest run of each task. */
  read(): Promise<readonly TaskRun[]>;
  /** Keeps a run in the place of the one before it of the same task. */
  write(run: TaskRun): Promise<void>;
  /** Takes how all tasks stand, in the place of how they stood. */
  show(tasks: readonly TaskView[]): void;
}
