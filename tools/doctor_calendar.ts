import type { Settings } from "../config.ts";
import { patternsOf } from "../composition/daily_options.ts";
import { CronTimes } from "../domain/cron_times.ts";
import type { DailyTask } from "../domain/daily_task.ts";
import type { Finding } from "./finding.ts";

/** Returns when each task of the calendar is due next after `nowMs` (Unix milliseconds). */
export function calendarFindings(
  settings: Settings,
  nowMs: number,
): readonly Finding[] {
  const item = "calendar";
  const patterns = Object.entries(patternsOf(settings));
  const off: Finding = {
    status: "note",
    item,
    text: "events are off: none are chosen",
  };
  const due = (patterns as [DailyTask, string][]).map((
    [task, pattern],
  ): Finding => {
    const nextMs = new CronTimes(pattern).next(nowMs);
    return nextMs === null
      ? {
        status: "fail",
        item,
        text:
          `${task} never comes, by ${pattern}: mend its ARENA_SCHEDULE_ setting`,
      }
      : {
        status: "ok",
        item,
        text: `${task} next at ${
          new Date(nextMs).toISOString()
        }, by ${pattern}`,
      };
  });
  return settings.ARENA_EVENTS === "off" ? [off, ...due] : due;
}
