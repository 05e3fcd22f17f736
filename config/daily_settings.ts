import { z } from "zod";
import { CronTimes } from "../domain/cron_times.ts";
import { DAILY_TASKS, type DailyTask } from "../domain/daily_task.ts";
import { setting, wholeNumber } from "./setting.ts";

const TASKS = Object.keys(DAILY_TASKS) as [DailyTask, ...DailyTask[]];

const PATTERN = {
  schema: z.string().refine(isPattern),
  rule: "a cron pattern in UTC of five fields, or of six with seconds first",
  // The markets of the built-in venue live for a minute, those of others for a day.
  fallback: null,
};

/** How events are chosen, and when the arena does what it does by the calendar. */
export const DAILY_SETTINGS = {
  ARENA_EVENTS: setting({
    schema: z.enum(["on", "off"]),
    fallback: "on",
    rule: "on or off",
    meaning:
      "Whether events are chosen by the calendar and models think about those alone; off lets them think about every open market.",
  }),
  ARENA_EVENTS_COUNT: setting({
    ...wholeNumber(1, 100),
    fallback: "5",
    meaning: "Events that one selection chooses.",
  }),
  ARENA_EVENTS_WITHIN_MS: setting({
    ...wholeNumber(60_000, 2_592_000_000),
    fallback: "86400000",
    meaning: "Milliseconds within which the market of a chosen event closes.",
  }),
  ARENA_EVENTS_APPROVAL: setting({
    schema: z.enum(["auto", "operator"]),
    fallback: "auto",
    rule: "auto or operator",
    meaning:
      "Whether chosen events become active by themselves, or wait until an operator approves them.",
  }),
  ARENA_EVENTS_SUMMARY_WAIT_MS: setting({
    ...wholeNumber(0, 86_400_000),
    fallback: "300000",
    meaning:
      "Milliseconds for which a chosen event waits for its summary at most, where summaries are written.",
  }),
  ARENA_SCHEDULE_SELECT: setting({
    ...PATTERN,
    meaning:
      "When events are chosen. Unless set: `0 0 * * *`; `*/5 * * * * *` at the built-in venue.",
  }),
  ARENA_SCHEDULE_ACTIVATE: setting({
    ...PATTERN,
    meaning:
      "When events that are ready become active and those that are over close. Unless set: `* * * * *`; `*/5 * * * * *` at the built-in venue.",
  }),
  ARENA_SCHEDULE_PRICES: setting({
    ...PATTERN,
    meaning:
      "When what the price of each event did is kept. Unless set: `*/30 * * * * *`; `*/2 * * * * *` at the built-in venue.",
  }),
  ARENA_SCHEDULE_PRICE_HISTORY: setting({
    ...PATTERN,
    meaning:
      "When bars are made of the prices that were kept. Unless set: `*/5 * * * *`; `*/10 * * * * *` at the built-in venue.",
  }),
  ARENA_SCHEDULE_SETTLEMENTS: setting({
    ...PATTERN,
    meaning:
      "When the venue is asked how markets ended whose end it has not told by itself. Unless set: `*/5 * * * *`; `*/10 * * * * *` at the built-in venue.",
  }),
  ARENA_SCHEDULE_SNAPSHOTS: setting({
    ...PATTERN,
    meaning:
      "When both boards are written down; an hour has one snapshot at most. Unless set: `0 * * * *`.",
  }),
  ARENA_SCHEDULE_CLEAN_UP: setting({
    ...PATTERN,
    meaning:
      "When what is older than it is kept for is removed; the journal never is. Unless set: `0 3 * * *`.",
  }),
  ARENA_PRICE_BAR_MS: setting({
    schema: wholeNumber(1_000, 86_400_000).schema,
    fallback: null,
    rule: wholeNumber(1_000, 86_400_000).rule,
    meaning:
      "Milliseconds of one bar of an event's price. Unless set: 300000; 10000 at the built-in venue.",
  }),
  ARENA_KEEP_PRICES_DAYS: setting({
    ...wholeNumber(1, 3_650),
    fallback: "2",
    meaning: "Days for which the prices that bars are made of are kept.",
  }),
  ARENA_KEEP_PRICE_HISTORY_DAYS: setting({
    ...wholeNumber(1, 3_650),
    fallback: "400",
    meaning: "Days for which bars of prices are kept.",
  }),
  ARENA_KEEP_TRANSCRIPTS_DAYS: setting({
    ...wholeNumber(0, 3_650),
    fallback: "0",
    meaning:
      "Days for which what models were asked and said is kept beside the journal; 0 keeps it for good.",
  }),
  ARENA_SCHEDULE_CATCH_UP: setting({
    schema: z.string().transform((text) => text.split(",").filter(Boolean))
      .pipe(z.array(z.enum(TASKS)))
      .transform((tasks): ReadonlySet<DailyTask> => new Set(tasks)),
    fallback: "select_events,record_price_history,snapshot_boards,clean_up",
    rule: `a list of ${TASKS.join(", ")}`,
    meaning:
      "Tasks that a start does for the newest time that a downtime swallowed; others wait for their next time.",
  }),
} as const;

function isPattern(text: string): boolean {
  try {
    return new CronTimes(text) !== null;
  } catch {
    return false;
  }
}
