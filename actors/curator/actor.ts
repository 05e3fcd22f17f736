import type { ArenaEventEntry } from "../../domain/arena_event.ts";
import { type TaskDue, taskKey } from "../../domain/daily_task.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../runtime/mod.ts";
import { appendRow } from "../ports/journal_append.ts";
import {
  type FollowedJournal,
  JournalFollower,
  openBooks,
} from "../ports/journal_follower.ts";
import type { CuratorOptions } from "./options.ts";
import { Programme } from "./programme.ts";
import type { ChangeEvents, CuratorMessage } from "./protocol.ts";
import { rowsOfRequest } from "./requests.ts";
import { rowsOfSelection, rowsOfTick } from "./task_rows.ts";

/** What the curator works with. */
export interface CuratorDependencies extends FollowedJournal {
  readonly options: CuratorOptions;
}

/** A selection only chooses; a tick also takes events on. */
type Work = "selection" | "tick";

/** Requests of operators that wait at most; one more is refused. */
const WAITING_MAX = 32;

/** Starts the curator: it chooses the events of the arena and takes each through its states. */
export function startCurator(
  dependencies: CuratorDependencies,
  context: ActorContext<CuratorMessage>,
): Actor<CuratorMessage> {
  return new Curator(dependencies, context);
}

class Curator implements Actor<CuratorMessage> {
  readonly #dependencies: CuratorDependencies;
  readonly #context: ActorContext<CuratorMessage>;
  readonly #journal: JournalFollower;
  readonly #programme: Programme;
  /** The selection that is filled as markets come; `null` before the first. */
  #selection: string | null = null;
  /** Whether rows are on their way into the journal that `#programme` does not know of yet. */
  #isWriting = false;
  /** The last of those rows; `null` until the journal has them. */
  #writtenSequence: number | null = null;
  #foldedSequence = 0;
  /** What came due meanwhile. */
  readonly #due = new Map<Work, TaskDue>();
  #waiting: readonly ChangeEvents[] = [];

  constructor(
    dependencies: CuratorDependencies,
    context: ActorContext<CuratorMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#programme = new Programme(openBooks(dependencies));
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => {
        this.#programme.fold(row);
        this.#foldedSequence = row.sequence;
      },
    );
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "task_due",
      this.#context.self,
      (due): CuratorMessage => ({ kind: "task_due", due }),
    );
    await this.#journal.recover();
    this.#show();
  }

  receive(message: CuratorMessage): void {
    switch (message.kind) {
      case "task_due":
        return this.#onTask(message.due);
      case "change_events":
        return this.#onRequest(message);
      case "rows_written":
        this.#writtenSequence = message.sequence;
        return this.#onProgress();
      case "row_committed":
        this.#journal.accept(message.row);
        return this.#onProgress();
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #onTask(due: TaskDue): void {
    switch (due.task) {
      case "select_events":
        this.#selection = taskKey(due);
        return this.#run("selection", due);
      case "activate_events":
        return this.#run("tick", due);
      default:
        return;
    }
  }

  #run(work: Work, due: TaskDue): void {
    if (this.#isWriting) {
      this.#due.set(work, due);
      return;
    }
    const { options } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    const steps = work === "tick"
      ? rowsOfTick(this.#programme, { ...options, nowMs })
      : [];
    const rows = [...steps, ...this.#selected(nowMs)];
    if (rows.length === 0) this.#show();
    this.#write(rows, () => this.#report(due, rows));
  }

  #show(): void {
    const traded = this.#programme.unsettled
      .filter(({ state }) => state === "pending" || state === "active");
    this.#dependencies.bus.publish(
      "events_shown",
      traded.map(({ marketId }) => marketId),
    );
  }

  #report(due: TaskDue, rows: readonly ArenaEventEntry[]): void {
    const chosen = rows.filter(({ kind }) => kind === "event_selected").length;
    const doneAtMs = this.#context.clock.nowMs();
    this.#dependencies.bus.publish("task_done", {
      ...due,
      doneAtMs,
      outcome: `Chose ${chosen} events; ${
        rows.length - chosen
      } others came a step further.`,
      isFailed: false,
    });
  }

  /** A selection that found too few markets goes on with every tick until the next one is due. */
  #selected(nowMs: number): readonly ArenaEventEntry[] {
    const { options } = this.#dependencies;
    return this.#selection === null ? [] : rowsOfSelection(this.#programme, {
      ...options,
      selection: this.#selection,
      nowMs,
    });
  }

  #onRequest(message: ChangeEvents): void {
    if (this.#isWriting) {
      if (this.#waiting.length >= WAITING_MAX) {
        return message.replyTo.tell({
          kind: "events_refused",
          reason: "Too many requests wait.",
        });
      }
      this.#waiting = [...this.#waiting, message];
      return;
    }
    const { options } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    const decided = rowsOfRequest(this.#programme, message.request, {
      ...options,
      nowMs,
    });
    if (decided.kind === "refused") {
      const { reason } = decided;
      return message.replyTo.tell({ kind: "events_refused", reason });
    }
    const { rows } = decided;
    this.#write(rows, (sequence) =>
      message.replyTo.tell({
        kind: "events_changed",
        sequence,
        marketIds: rows.map(broughtBy),
      }));
  }

  /** Word that rows are written may come before the rows themselves. */
  #onProgress(): void {
    const written = this.#writtenSequence;
    if (written === null || this.#foldedSequence < written) return;
    this.#writtenSequence = null;
    this.#isWriting = false;
    this.#show();
    this.#goOn();
  }

  /** What waited goes on with what has been written since. */
  #goOn(): void {
    const [first, ...rest] = this.#waiting;
    if (first !== undefined) {
      this.#waiting = rest;
      this.#onRequest(first);
      // A request that is refused writes nothing that would lead to the next one.
      if (!this.#isWriting) this.#goOn();
      return;
    }
    for (const [work, due] of this.#due) {
      this.#due.delete(work);
      this.#run(work, due);
      if (this.#isWriting) return;
    }
  }

  /** @param onWritten Hears the last row's sequence; 0 where there was nothing to write. */
  #write(
    rows: readonly ArenaEventEntry[],
    onWritten: (sequence: number) => void,
  ): void {
    if (rows.length === 0) return onWritten(0);
    this.#isWriting = true;
    const { journal } = this.#dependencies;
    const atMs = this.#context.clock.nowMs();
    this.#context.pipeToSelf(
      Promise.all(rows.map((entry) =>
        appendRow(journal, {
          entry,
          causationId: causeOf(entry),
          correlationId: entry.marketId,
          occurredAtMs: atMs,
          recordedAtMs: atMs,
        })
      )).then((written) => {
        const sequence = written.at(-1)?.sequence ?? 0;
        onWritten(sequence);
        return sequence;
      }),
      (sequence) => ({ kind: "rows_written", sequence }),
      (error) => ({ kind: "append_failed", error }),
    );
  }
}

/** Returns the key of the selection behind a row; `null` where there is none. */
function causeOf(entry: ArenaEventEntry): string | null {
  if (entry.kind === "event_selected") return entry.selection;
  return entry.kind === "event_swapped" ? entry.replacement.selection : null;
}

/** Returns the event that a row brings in, or forward. */
function broughtBy(entry: ArenaEventEntry) {
  return entry.kind === "event_swapped"
    ? entry.replacement.marketId
    : entry.marketId;
}
