import { assertEquals } from "@std/assert";
import type { DailyTask, TaskDue } from "../../domain/daily_task.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { startCalendar } from "./actor.ts";
import { CALENDAR_MAILBOX, type CalendarMessage } from "./protocol.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A time that never comes. */
const NEVER = "0 0 30 2 *";

async function openCalendar(
  { startMs, caughtUp = [] }: {
    readonly startMs: number;
    readonly caughtUp?: readonly DailyTask[];
  },
) {
  const stage = new ActorStage<CalendarMessage>();
  stage.test.clock.jumpBy(startMs);
  const told = new TestProbe<TaskDue>();
  stage.bus.subscribe("task_due", told, (due) => due);
  await stage.open(
    CALENDAR_MAILBOX,
    ({ bus }, context) =>
      startCalendar({
        bus,
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
  return { stage, times };
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
