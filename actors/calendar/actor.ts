import { CronTimes } from "../../domain/cron_times.ts";
import { DAILY_TASKS, type DailyTask } from "../../domain/daily_task.ts";
import type { Actor, ActorContext, EventBus } from "../../runtime/mod.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { CalendarMessage } from "./protocol.ts";

/** When each task is due, and which of them are caught up after a downtime. */
export interface CalendarOptions {
  /** Cron patterns in UTC. */
  readonly patterns: Readonly<Record<DailyTask, string>>;
  /** Tasks of which the newest time is told at a start; others wait for their next time. */
  readonly caughtUp: ReadonlySet<DailyTask>;
}

/** What the calendar works with. */
export interface CalendarDependencies {
  readonly bus: EventBus<ArenaTopics>;
  readonly options: CalendarOptions;
}

/** How much too early a timer may fire and still mean the time ahead of it, in milliseconds. */
const EARLY_MS_MAX = 100;
/** Timers do not notice that a machine slept or its clock was set: nothing is told later than that, in milliseconds. */
const LOOK_MS_MAX = 60_000;

interface Entry {
  readonly task: DailyTask;
  readonly times: CronTimes;
  /** The time to be told next; `Infinity` where there is none any more. */
  nextMs: number;
}

/**
 * Starts the calendar: it publishes each task at the times that its pattern names, by the injected clock. Tasks of one
 * instant are told in the order of `DAILY_TASKS`.
 *
 * A task is named by the time that it is for. No time is told twice while it runs, also where the machine's clock is
 * set back; of times that a pause swallowed the newest is told, late.
 */
export function startCalendar(
  { bus, options }: CalendarDependencies,
  context: ActorContext<CalendarMessage>,
): Actor<CalendarMessage> {
  const { clock } = context;
  const entries = (Object.keys(DAILY_TASKS) as DailyTask[])
    .map((task) => openEntry(task, options, clock.nowMs()));
  const look = () => {
    const nowMs = clock.nowMs();
    for (const entry of entries) {
      if (entry.nextMs > nowMs + EARLY_MS_MAX) continue;
      const dueAtMs = entry.times.latest(nowMs + EARLY_MS_MAX) ?? entry.nextMs;
      entry.nextMs = entry.times.next(dueAtMs) ?? Infinity;
      bus.publish("task_due", { task: entry.task, dueAtMs });
    }
    const nextMs = Math.min(...entries.map((entry) => entry.nextMs));
    const delayMs = Math.max(1, Math.min(nextMs - nowMs, LOOK_MS_MAX));
    context.schedule({ kind: "look_due" }, delayMs);
  };
  look();
  return { receive: look };
}

function openEntry(
  task: DailyTask,
  { patterns, caughtUp }: CalendarOptions,
  nowMs: number,
): Entry {
  const times = new CronTimes(patterns[task]);
  const missedMs = caughtUp.has(task) ? times.latest(nowMs) : null;
  return {
    task,
    times,
    // What is due at this very moment was not missed.
    nextMs: missedMs ?? times.next(nowMs - 1) ?? Infinity,
  };
}
