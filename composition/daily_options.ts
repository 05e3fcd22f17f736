import type { DailyOptions } from "../actors/arena_wiring.ts";
import type { CalendarOptions } from "../actors/calendar/actor.ts";
import type { Settings } from "../config.ts";
import type { DailyTask } from "../domain/daily_task.ts";

/** When tasks are due at a venue whose markets live for hours and days. */
const DAILY: Readonly<Record<DailyTask, string>> = {
  "select_events": "0 0 * * *",
  "activate_events": "* * * * *",
  "check_settlements": "*/5 * * * *",
  "snapshot_boards": "0 * * * *",
};

/** When they are due at the built-in venue, whose markets live for a minute. */
const HURRIED: Readonly<Record<DailyTask, string>> = {
  "select_events": "*/5 * * * * *",
  "activate_events": "*/5 * * * * *",
  "check_settlements": "*/10 * * * * *",
  "snapshot_boards": "0 * * * *",
};

/** What is due where no events are chosen. */
const WITHOUT_EVENTS = ["snapshot_boards"] as const satisfies DailyTask[];

/** Returns what `settings` say of the calendar, and of the events that are chosen by it. */
export function dailyOptions(
  settings: Settings,
): { readonly calendar: CalendarOptions; readonly daily?: DailyOptions } {
  const calendar = {
    patterns: patternsOf(settings),
    caughtUp: settings.ARENA_SCHEDULE_CATCH_UP,
  };
  if (settings.ARENA_EVENTS === "off") return { calendar };
  return {
    calendar,
    daily: {
      curator: {
        rule: {
          withinMs: settings.ARENA_EVENTS_WITHIN_MS,
          openForMs: settings.ARENA_MODEL_CLOSING_MS,
        },
        count: settings.ARENA_EVENTS_COUNT,
        approval: settings.ARENA_EVENTS_APPROVAL,
      },
      summaryWaitMs: settings.ARENA_EVENTS_SUMMARY_WAIT_MS,
    },
  };
}

/** Returns the cron pattern of each task that is ever due, in UTC. */
export function patternsOf(settings: Settings): CalendarOptions["patterns"] {
  const usual = settings.ARENA_VENUE === "builtin" ? HURRIED : DAILY;
  const patterns: Readonly<Record<DailyTask, string>> = {
    "select_events": settings.ARENA_SCHEDULE_SELECT ?? usual.select_events,
    "activate_events": settings.ARENA_SCHEDULE_ACTIVATE ??
      usual.activate_events,
    "check_settlements": settings.ARENA_SCHEDULE_SETTLEMENTS ??
      usual.check_settlements,
    "snapshot_boards": settings.ARENA_SCHEDULE_SNAPSHOTS ??
      usual.snapshot_boards,
  };
  return settings.ARENA_EVENTS === "on" ? patterns : Object.fromEntries(
    WITHOUT_EVENTS.map((task) => [task, patterns[task]]),
  );
}
