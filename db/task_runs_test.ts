import { assertEquals } from "@std/assert";
import type { TaskRun } from "../domain/daily_task.ts";
import { TaskRuns } from "./task_runs.ts";
import { testOnDatabases } from "./testing/databases.ts";

const HOUR_MS = 3_600_000;

function taskRun(hour: number, outcome: string): TaskRun {
  return {
    task: "snapshot_boards",
    dueAtMs: hour * HOUR_MS,
    doneAtMs: hour * HOUR_MS + 5,
    outcome,
    isFailed: false,
  };
}

await testOnDatabases({
  name: "TaskRuns keeps the newest run of each task, each arena its own",
  async run({ database: { sql } }) {
    const runs = new TaskRuns(sql, "main");
    assertEquals(await runs.read(), []);
    const failed: TaskRun = {
      ...taskRun(1, "It failed."),
      task: "check_settlements",
      isFailed: true,
    };
    for (const run of [taskRun(1, "a"), taskRun(2, "b"), failed]) {
      await runs.write(run);
    }
    assertEquals(await runs.read(), [failed, taskRun(2, "b")]);
    // A report that comes late is out of date.
    await runs.write(taskRun(1, "a"));
    assertEquals(await runs.read(), [failed, taskRun(2, "b")]);
    assertEquals(await new TaskRuns(sql, "other").read(), []);
  },
});
