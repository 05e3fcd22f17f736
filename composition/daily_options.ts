import type { DailyOptions } from "../actors/arena_wiring.ts";
import type { Settings } from "../config.ts";
import type { DailyTask } from "../domain/daily_task.ts";

/** When tasks are due at a venue whose markets live for hours and days. */
const DAILY: Readonly<Record<DailyTask, string>> = {
  "select_events": "0 0 * * *",
  "activate_events": "* * * * *",
  "check_settlements": "*/5 * * * *",
};

/** When they are due at the built-in venue, whose markets live for a minute. */
const HURRIED: Readonly<Record<DailyTask, string>> = {
  "select_events": "*/5 * * * * *",
  "activate_events": "*/5 * * * * *",
  "check_settlements": "*/10 * * * * *",
};

/** Returns what `settings` say of the calendar; nothing where it is off. */
export function dailyOptions(
  settings: Settings,
): { readonly daily?: DailyOptions } {
  if (settings.ARENA_EVENTS === "off") return {};
  return {
    daily: {
      calendar: {
        patterns: patternsOf(settings),
        caughtUp: settings.ARENA_SCHEDULE_CATCH_UP,
      },
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

/** Returns the cron pattern of each task, in UTC. */
export function patternsOf(
  settings: Settings,
): Readonly<Record<DailyTask, string>> {
  const usual = settings.ARENA_VENUE === "builtin" ? HURRIED : DAILY;
  return {
    "select_events": settings.ARENA_SCHEDULE_SELECT ?? usual.select_events,
    "activate_events": settings.ARENA_SCHEDULE_ACTIVATE ??
      usual.activate_events,
    "check_settlements": settings.ARENA_SCHEDULE_SETTLEMENTS ??
      usual.check_settlements,
  };
}
