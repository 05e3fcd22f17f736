import type { ArenaOptions } from "../actors/arena_wiring.ts";
import type { CalendarOptions } from "../actors/calendar/actor.ts";
import type { RetentionOptions } from "../actors/pricekeeper/actor.ts";
import type { Settings } from "../config.ts";
import type { DailyTask } from "../domain/daily_task.ts";

/** When tasks are due at a venue whose markets live for hours and days. */
const DAILY: Readonly<Record<DailyTask, string>> = {
  "select_events": "0 0 * * *",
  "activate_events": "* * * * *",
  "update_prices": "*/30 * * * * *",
  "record_price_history": "*/5 * * * *",
  "check_settlements": "*/5 * * * *",
  "snapshot_boards": "0 * * * *",
  "clean_up": "0 3 * * *",
};

/** When they are due at the built-in venue, whose markets live for a minute. */
const HURRIED: Readonly<Record<DailyTask, string>> = {
  "select_events": "*/5 * * * * *",
  "activate_events": "*/5 * * * * *",
  "update_prices": "*/2 * * * * *",
  "record_price_history": "*/10 * * * * *",
  "check_settlements": "*/10 * * * * *",
  "snapshot_boards": "0 * * * *",
  "clean_up": "0 3 * * *",
};

const BAR_MS = { usual: 300_000, hurried: 10_000 };
const DAY_MS = 86_400_000;

/** What is due where no events are chosen. */
const WITHOUT_EVENTS = [
  "snapshot_boards",
  "clean_up",
] as const satisfies DailyTask[];

/** Returns what `settings` say of the calendar, and of the events that are chosen by it. */
export function dailyOptions(
  settings: Settings,
):
  & Pick<ArenaOptions, "daily">
  & Required<Pick<ArenaOptions, "calendar" | "retention">> {
  const calendar = {
    patterns: patternsOf(settings),
    caughtUp: settings.ARENA_SCHEDULE_CATCH_UP,
  };
  const retention = retentionOptions(settings);
  if (settings.ARENA_EVENTS === "off") return { calendar, retention };
  return {
    calendar,
    retention,
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
    "update_prices": settings.ARENA_SCHEDULE_PRICES ?? usual.update_prices,
    "record_price_history": settings.ARENA_SCHEDULE_PRICE_HISTORY ??
      usual.record_price_history,
    "check_settlements": settings.ARENA_SCHEDULE_SETTLEMENTS ??
      usual.check_settlements,
    "snapshot_boards": settings.ARENA_SCHEDULE_SNAPSHOTS ??
      usual.snapshot_boards,
    "clean_up": settings.ARENA_SCHEDULE_CLEAN_UP ?? usual.clean_up,
  };
  return settings.ARENA_EVENTS === "on" ? patterns : Object.fromEntries(
    WITHOUT_EVENTS.map((task) => [task, patterns[task]]),
  );
}

/** Returns the milliseconds of one bar of prices. */
export function priceBarMs(
  { ARENA_PRICE_BAR_MS: barMs, ARENA_VENUE: venue }: Settings,
): number {
  return barMs ?? (venue === "builtin" ? BAR_MS.hurried : BAR_MS.usual);
}

/** Returns for how long what is kept beside the journal is kept. */
function retentionOptions(settings: Settings): RetentionOptions {
  const transcriptDays = settings.ARENA_KEEP_TRANSCRIPTS_DAYS;
  return {
    pointsMs: settings.ARENA_KEEP_PRICES_DAYS * DAY_MS,
    barsMs: settings.ARENA_KEEP_PRICE_HISTORY_DAYS * DAY_MS,
    transcriptsMs: transcriptDays === 0 ? null : transcriptDays * DAY_MS,
  };
}

/** Returns how `settings` let results be checked before they are paid on. */
export function settlementOptions(
  settings: Settings,
): Pick<ArenaOptions, "settlementCheck"> {
  const { ARENA_ADMIN_TOKEN, ARENA_VENUE } = settings;
  // A hold needs somebody who can release it, and markets of the built-in venue end every few seconds.
  const usual = ARENA_ADMIN_TOKEN === null || ARENA_VENUE === "builtin"
    ? "note"
    : "hold";
  const check = settings.ARENA_SETTLEMENT_CHECK ?? usual;
  if (check === "off") return {};
  const surpriseMin = settings.ARENA_SETTLEMENT_SURPRISE;
  return { settlementCheck: { holds: check === "hold", surpriseMin } };
}
