import { CronTimes } from "../../domain/cron_times.ts";
import {
  DAILY_TASKS,
  type DailyTask,
  type TaskRun,
} from "../../domain/daily_task.ts";
import type { TaskView } from "../../domain/view_calendar.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
  type EventBus,
} from "../../runtime/mod.ts";
import type { TaskBook } from "../ports/task_book.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { CalendarMessage } from "./protocol.ts";

/** When each task is due, and which of them are caught up after a downtime. */
export interface CalendarOptions {
  /** Cron patterns in UTC; tasks that are left out are never due. */
  readonly patterns: Readonly<Partial<Record<DailyTask, string>>>;
  /** Tasks of which the newest time is told at a start; others wait for their next time. */
  readonly caughtUp: ReadonlySet<DailyTask>;
}

/** What the calendar works with. */
export interface CalendarDependencies {
  readonly bus: EventBus<ArenaTopics>;
  readonly options: CalendarOptions;
  /** `null` where nobody looks at what came of the tasks. */
  readonly book: TaskBook | null;
}

/** How much too early a timer may fire and still mean the time ahead of it, in milliseconds. */
const EARLY_MS_MAX = 100;
/** What nobody says that it was done is told again after so long, in milliseconds: whoever does it may have crashed. */
const TOLD_AGAIN_AFTER_MS = 60_000;
/** Timers do not notice that a machine slept or its clock was set: nothing is told later than that, in milliseconds. */
const LOOK_MS_MAX = 60_000;

interface Entry {
  readonly task: DailyTask;
  readonly pattern: string;
  readonly times: CronTimes;
  /** The time to be told next; `Infinity` where there is none any more. */
  nextMs: number;
  /** What was told last and not done yet, and when; `null` where nothing is. */
  open: { readonly dueAtMs: number; readonly toldAtMs: number } | null;
}

/**
 * Starts the calendar: it publishes each task at the times that its pattern names, by the injected clock. Tasks of one
 * instant are told in the order of `DAILY_TASKS`.
 *
 * A task is named by the time that it is for. A time that was done is not told twice while it runs, also where the
 * machine's clock is set back; one that nobody says was done is told again, and of times that a pause swallowed the
 * newest is told, late.
 */
export function startCalendar(
  dependencies: CalendarDependencies,
  context: ActorContext<CalendarMessage>,
): Actor<CalendarMessage> {
  return new Calendar(dependencies, context);
}

class Calendar implements Actor<CalendarMessage> {
  readonly #dependencies: CalendarDependencies;
  readonly #context: ActorContext<CalendarMessage>;
  readonly #entries: readonly Entry[];
  readonly #runs = new Map<DailyTask, TaskRun>();

  constructor(
    dependencies: CalendarDependencies,
    context: ActorContext<CalendarMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    const nowMs = context.clock.nowMs();
    this.#entries = (Object.keys(DAILY_TASKS) as DailyTask[])
      .flatMap((task) => openEntry(task, dependencies.options, nowMs) ?? []);
  }

  recover(): void {
    const { bus, book } = this.#dependencies;
    bus.subscribe(
      "task_done",
      this.#context.self,
      (run): CalendarMessage => ({ kind: "task_done", run }),
    );
    if (book !== null) {
      this.#context.pipeToSelf(
        book.read(),
        (runs) => ({ kind: "runs_read", runs }),
        () => ({ kind: "runs_read", runs: [] }),
      );
    }
    this.#look();
  }

  receive(message: CalendarMessage): void {
    switch (message.kind) {
      case "look_due":
        return this.#look();
      case "task_done":
        return this.#onRun(message.run);
      case "runs_read":
        for (const run of message.runs) {
          if (!this.#runs.has(run.task)) this.#runs.set(run.task, run);
        }
        return this.#show();
      case "run_kept":
        return;
      default:
        return assertNever(message);
    }
  }

  #look(): void {
    const nowMs = this.#context.clock.nowMs();
    for (const entry of this.#entries) {
      if (entry.nextMs > nowMs + EARLY_MS_MAX) continue;
      const dueAtMs = entry.times.latest(nowMs + EARLY_MS_MAX) ?? entry.nextMs;
      entry.nextMs = entry.times.next(dueAtMs) ?? Infinity;
      this.#tell(entry, dueAtMs, nowMs);
    }
    for (const entry of this.#entries) {
      const { open } = entry;
      if (open === null || nowMs - open.toldAtMs < TOLD_AGAIN_AFTER_MS) {
        continue;
      }
      this.#tell(entry, open.dueAtMs, nowMs);
    }
    this.#show();
    const nextMs = Math.min(...this.#entries.map(({ nextMs }) => nextMs));
    const delayMs = Math.max(1, Math.min(nextMs - nowMs, LOOK_MS_MAX));
    this.#context.schedule({ kind: "look_due" }, delayMs);
  }

  #tell(entry: Entry, dueAtMs: number, nowMs: number): void {
    entry.open = { dueAtMs, toldAtMs: nowMs };
    this.#dependencies.bus.publish("task_due", { task: entry.task, dueAtMs });
  }

  #onRun(run: TaskRun): void {
    const { book } = this.#dependencies;
    const entry = this.#entries.find(({ task }) => task === run.task);
    if (entry?.open?.dueAtMs === run.dueAtMs && !run.isFailed) {
      entry.open = null;
    }
    this.#runs.set(run.task, run);
    this.#show();
    if (book === null) return;
    const kept = (): CalendarMessage => ({ kind: "run_kept" });
    this.#context.pipeToSelf(book.write(run), kept, kept);
  }

  #show(): void {
    this.#dependencies.book?.show(
      this.#entries.map((entry) => viewOf(entry, this.#runs.get(entry.task))),
    );
  }
}

function viewOf(
  { task, pattern, nextMs }: Entry,
  run: TaskRun | undefined,
): TaskView {
  return {
    task,
    meaning: DAILY_TASKS[task],
    pattern,
    nextAtMs: Number.isFinite(nextMs) ? nextMs : null,
    last: run === undefined ? null : {
      dueAtMs: run.dueAtMs,
      doneAtMs: run.doneAtMs,
      outcome: run.outcome,
      isFailed: run.isFailed,
    },
  };
}

function openEntry(
  task: DailyTask,
  { patterns, caughtUp }: CalendarOptions,
  nowMs: number,
): Entry | null {
  const pattern = patterns[task];
  if (pattern === undefined) return null;
  const times = new CronTimes(pattern);
  const missedMs = caughtUp.has(task) ? times.latest(nowMs) : null;
  return {
    task,
    pattern,
    times,
    // What is due at this very moment was not missed.
    nextMs: missedMs ?? times.next(nowMs - 1) ?? Infinity,
    open: null,
  };
}
