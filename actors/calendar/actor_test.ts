import { assertEquals } from "@std/assert";
import type { DailyTask, TaskDue, TaskRun } from "../../domain/daily_task.ts";
import type { TaskView } from "../../domain/view_calendar.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { startCalendar } from "./actor.ts";
import { CALENDAR_MAILBOX, type CalendarMessage } from "./protocol.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A time that never comes. */
const NEVER = "0 0 30 2 *";

interface Opening {
  readonly startMs: number;
  readonly caughtUp?: readonly DailyTask[];
  /** What was kept before this start. @default {[]} */
  readonly runs?: readonly TaskRun[];
  /** Whether a task that is told is done at once. @default {true} */
  readonly isDone?: (due: TaskDue) => boolean;
  /** Whether what is kept can be read and written. @default {true} */
  readonly canKeep?: boolean;
}

async function openCalendar(
  { startMs, caughtUp = [], runs = [], isDone = () => true, canKeep = true }:
    Opening,
) {
  const stage = new ActorStage<CalendarMessage>();
  stage.test.clock.jumpBy(startMs);
  const told = new TestProbe<TaskDue>();
  stage.bus.subscribe("task_due", told, (due) => due);
  const kept: TaskRun[] = [];
  let shown: readonly TaskView[] = [];
  const publish = (due: TaskDue, isFailed = false) =>
    stage.bus.publish("task_done", {
      ...due,
      doneAtMs: stage.test.clock.nowMs(),
      outcome: "It was done.",
      isFailed,
    });
  const done = async (due: TaskDue, isFailed = false) => {
    publish(due, isFailed);
    await stage.settle();
  };
  const doer = Object.assign(new TestProbe<TaskDue>(), {
    tell: (due: TaskDue) => void (isDone(due) && publish(due)),
  });
  stage.bus.subscribe("task_due", doer, (due) => due);
  const unlessBroken = <Value>(value: Value) =>
    canKeep ? Promise.resolve(value) : Promise.reject(new Error("No disk."));
  await stage.open(
    CALENDAR_MAILBOX,
    ({ bus }, context) =>
      startCalendar({
        bus,
        book: {
          read: () => unlessBroken(runs),
          write: (run) => unlessBroken(void kept.push(run)),
          show: (tasks) => void (shown = tasks),
        },
        options: {
          patterns: {
            "select_events": "0 0 * * *",
            "activate_events": NEVER,
            "check_settlements": "0 */6 * * *",
          },
          caughtUp: new Set(caughtUp),
        },
      }, context),
  );
  const times = (task: DailyTask) =>
    told.messages.filter((due) => due.task === task)
      .map(({ dueAtMs }) => dueAtMs / HOUR_MS);
  const last = (task: DailyTask) =>
    shown.find((view) => view.task === task)?.last ?? null;
  return { stage, times, kept, done, last, shown: () => shown };
}

Deno.test("calendar tells each task at the times of its pattern, named by them", async () => {
  const { stage, times } = await openCalendar({ startMs: HOUR_MS });
  await stage.advance(2 * DAY_MS);
  assertEquals(times("select_events"), [24, 48]);
  assertEquals(times("check_settlements"), [6, 12, 18, 24, 30, 36, 42, 48]);
  assertEquals(times("activate_events"), []);
  await stage.close();
});

Deno.test("calendar tells what a downtime swallowed once, and only where that is to be caught up", async () => {
  const { stage, times } = await openCalendar({
    startMs: 2 * DAY_MS + HOUR_MS,
    caughtUp: ["select_events"],
  });
  assertEquals(times("select_events"), [48]);
  assertEquals(times("check_settlements"), []);
  await stage.advance(DAY_MS);
  assertEquals(times("select_events"), [48, 72]);
  await stage.close();
});

Deno.test("calendar tells the newest of the times that a pause swallowed", async () => {
  const { stage, times } = await openCalendar({ startMs: HOUR_MS });
  stage.test.clock.jumpBy(3 * DAY_MS);
  await stage.advance(DAY_MS);
  assertEquals(times("select_events"), [72, 96]);
  await stage.close();
});

Deno.test("calendar tells no time twice when the clock is set back", async () => {
  const { stage, times } = await openCalendar({ startMs: HOUR_MS });
  await stage.advance(DAY_MS);
  stage.test.clock.jumpBy(-2 * HOUR_MS);
  await stage.advance(DAY_MS + HOUR_MS);
  assertEquals(times("select_events"), [24, 48]);
  await stage.close();
});

Deno.test("calendar tells a time once whose timer fires a little early", async () => {
  const { stage, times } = await openCalendar({ startMs: HOUR_MS });
  stage.test.clock.jumpBy(-3);
  await stage.advance(DAY_MS);
  assertEquals(times("select_events"), [24]);
  await stage.close();
});

Deno.test("calendar tells a task again until somebody says that it was done", async () => {
  let doers = 0;
  const { stage, times } = await openCalendar({
    startMs: HOUR_MS,
    isDone: ({ task }) => task !== "select_events" || (doers += 1) > 2,
  });
  await stage.advance(DAY_MS - HOUR_MS + MINUTE_MS);
  assertEquals(times("select_events"), [24, 24]);
  await stage.advance(MINUTE_MS);
  assertEquals(times("select_events"), [24, 24, 24]);
  await stage.advance(HOUR_MS);
  assertEquals(times("select_events"), [24, 24, 24]);
  assertEquals(times("check_settlements"), [6, 12, 18, 24]);
  await stage.close();
});

Deno.test("calendar tells a task again that failed, and forgets it when the next time has come", async () => {
  const { stage, times, done } = await openCalendar({
    startMs: HOUR_MS,
    isDone: ({ task }) => task !== "check_settlements",
  });
  await stage.advance(5 * HOUR_MS);
  await done({ task: "check_settlements", dueAtMs: 6 * HOUR_MS }, true);
  await stage.advance(MINUTE_MS);
  assertEquals(times("check_settlements"), [6, 6]);
  await done({ task: "check_settlements", dueAtMs: 6 * HOUR_MS });
  await stage.advance(6 * HOUR_MS - MINUTE_MS);
  assertEquals(times("check_settlements"), [6, 6, 12]);
  // Who is late with an older time has not done this one.
  await done({ task: "check_settlements", dueAtMs: 6 * HOUR_MS });
  await stage.advance(MINUTE_MS);
  assertEquals(times("check_settlements"), [6, 6, 12, 12]);
  await stage.close();
});

Deno.test("calendar shows when each task is due and what came of it, also before a restart", async () => {
  const before: TaskRun = {
    task: "select_events",
    dueAtMs: 0,
    doneAtMs: 7,
    outcome: "Chose 5.",
    isFailed: false,
  };
  const { stage, kept, last, shown } = await openCalendar({
    startMs: HOUR_MS,
    runs: [before],
  });
  assertEquals(
    shown().map(({ task, nextAtMs }) => [task, nextAtMs]),
    [
      ["select_events", DAY_MS],
      ["activate_events", null],
      ["check_settlements", 6 * HOUR_MS],
    ],
  );
  assertEquals(last("select_events")?.outcome, "Chose 5.");
  assertEquals(last("check_settlements"), null);
  await stage.advance(DAY_MS);
  assertEquals(last("select_events"), {
    dueAtMs: DAY_MS,
    doneAtMs: DAY_MS,
    outcome: "It was done.",
    isFailed: false,
  });
  assertEquals(kept.map(({ task, dueAtMs }) => [task, dueAtMs / HOUR_MS]), [
    ["check_settlements", 6],
    ["check_settlements", 12],
    ["check_settlements", 18],
    ["select_events", 24],
    ["check_settlements", 24],
  ]);
  await stage.close();
});

Deno.test("calendar goes on where what came of its tasks cannot be kept", async () => {
  const { stage, times, last } = await openCalendar({
    startMs: HOUR_MS,
    canKeep: false,
  });
  await stage.advance(DAY_MS);
  assertEquals(times("select_events"), [24]);
  assertEquals(last("select_events")?.dueAtMs, DAY_MS);
  assertEquals(stage.failures, []);
  await stage.close();
});
