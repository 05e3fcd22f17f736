/** What the arena does by the calendar, with what each is for; those of one instant are told in this order. */
export const DAILY_TASKS = {
  select_events: "Chooses the events of the day.",
  activate_events:
    "Activates events that are ready, and closes and settles those that are over.",
  update_prices: "Keeps what the price of each event did since the last time.",
  record_price_history: "Makes bars of the prices that were kept.",
  check_settlements: "Asks the venue how markets that are over ended.",
  snapshot_boards: "Writes down how everybody stands on both boards.",
  clean_up:
    "Removes prices and transcripts that are older than they are kept for.",
} as const;

/** What the arena does by the calendar. */
export type DailyTask = keyof typeof DAILY_TASKS;

/** A task at the time that it is for. The same task of the same time is done once, however often it is told. */
export interface TaskDue {
  readonly task: DailyTask;
  /** Unix milliseconds: the time that it is for, not when it was told. */
  readonly dueAtMs: number;
}

/** What came of a task. */
export interface TaskRun extends TaskDue {
  readonly doneAtMs: number;
  /** One sentence for people. */
  readonly outcome: string;
  readonly isFailed: boolean;
}

/** Returns the one text that names a task of a time. */
export function taskKey({ task, dueAtMs }: TaskDue): string {
  return `${task} ${new Date(dueAtMs).toISOString()}`;
}
