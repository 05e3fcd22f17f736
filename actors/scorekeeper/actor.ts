import { assertNever } from "../../domain/assert_never.ts";
import {
  type BoardSnapshotEntry,
  hourOf,
} from "../../domain/board_snapshot.ts";
import { snapshotRows } from "../../domain/boards/board_snapshot.ts";
import { BoardDays } from "../../domain/view_board_days.ts";
import { appendRow, rowsUnderWay } from "../ports/journal_append.ts";
import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import { boardsView } from "../../domain/boards/boards_view.ts";
import { type TaskDue, taskKey } from "../../domain/daily_task.ts";
import type { JournalKind, JournalRow } from "../../domain/journal.ts";
import type { SeasonId } from "../../domain/ids.ts";
import type { SeasonTerms } from "../../domain/season.ts";
import { EMPTY_BOARDS } from "../../domain/view_boards.ts";
import { openSeasonView, seasonView } from "../../domain/view_seasons.ts";
import {
  type Actor,
  type ActorContext,
  type EventBus,
  SeededRandom,
} from "../../runtime/mod.ts";
import type { BoardStream } from "../ports/board_stream.ts";
import type { Journal } from "../ports/journal.ts";
import { JournalCursor } from "../ports/journal_cursor.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { ScorekeeperMessage } from "./protocol.ts";

/** What the scorekeeper reads, and whom it tells. */
export interface ScorekeeperDependencies {
  readonly journal: Journal;
  readonly bus: EventBus<ArenaTopics>;
  readonly boards: BoardStream;
  /** The seasons that are declared, whether they have started or not. */
  readonly seasons: readonly SeasonTerms[];
}

/** Between the end of one reckoning and the begin of the next, at least, in milliseconds. */
const RECKONING_MS = 5_000;
/** How much longer than a reckoning took: a long history may not take more than a twentieth of a processor. */
const REST_FACTOR = 19;
/** Between two slices, so that timers and sockets have their turn, in milliseconds. */
const SLICE_MS = 1;
const RESAMPLES = 999;

/** Rows that are read and folded at a time while it catches up: a few milliseconds. */
const PAGE_ROWS = 1_000;

/** Rows that change no figure of a board. */
const UNCOUNTED: ReadonlySet<JournalKind> = new Set([
  "boards_snapshotted",
  "signal_detected",
  "signal_scored",
  "decision_made",
  "order_submitted",
  "order_accepted",
]);

/** Starts the scorekeeper: it folds the journal by and by, then reckons both boards whenever they have changed. */
export function startScorekeeper(
  dependencies: ScorekeeperDependencies,
  context: ActorContext<ScorekeeperMessage>,
): Actor<ScorekeeperMessage> {
  return new Scorekeeper(dependencies, context);
}

class Scorekeeper implements Actor<ScorekeeperMessage> {
  readonly #dependencies: ScorekeeperDependencies;
  readonly #context: ActorContext<ScorekeeperMessage>;
  readonly #cursor: JournalCursor;
  readonly #boards = new ArenaBoards();
  /** The snapshot that was wanted meanwhile. */
  #wanted: TaskDue | null = null;
  /** While true, committed rows are left to the pages that are read. */
  #isBehind = true;
  #isChanged = true;
  #isDue = false;
  #reckoning: Generator<void, void> | null = null;
  /** Seasons whose final boards were published. */
  readonly #final = new Set<SeasonId>();
  readonly #days = new BoardDays();
  /** The newest snapshot of each season, those on their way into the journal included. */
  readonly #snapshotted = new Map<SeasonId, BoardSnapshotEntry>();
  /** What the slices of the last reckoning took, in milliseconds. */
  #busyMs = 0;

  constructor(
    dependencies: ScorekeeperDependencies,
    context: ActorContext<ScorekeeperMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#cursor = new JournalCursor(
      dependencies.journal,
      (row) => this.#fold(row),
    );
  }

  /** Subscribes before it reads, so that no row falls between the two. */
  recover(): void {
    this.#dependencies.bus.subscribe(
      "row_committed",
      this.#context.self,
      (row): ScorekeeperMessage => ({ kind: "row_committed", row }),
    );
    this.#dependencies.bus.subscribe(
      "task_due",
      this.#context.self,
      (due): ScorekeeperMessage => ({ kind: "task_due", due }),
    );
    this.#readPage();
  }

  receive(message: ScorekeeperMessage): void {
    switch (message.kind) {
      case "row_committed":
        return this.#onRow(message.row);
      case "page_read":
        return this.#onPage(message.rows);
      case "read_failed":
        throw message.error;
      case "task_due":
        return this.#onTask(message.due);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      case "reckoning_due":
        this.#isDue = false;
        return this.#begin();
      case "slice_due":
        return this.#goOn();
      default:
        return assertNever(message);
    }
  }

  #readPage(): void {
    const { journal } = this.#dependencies;
    this.#context.pipeToSelf(
      // What an earlier incarnation left on its way is read as well, so that no hour is written down twice.
      rowsUnderWay(journal).then(() =>
        journal.read(this.#cursor.sequence, PAGE_ROWS)
      ),
      (rows) => ({ kind: "page_read", rows }),
      (error) => ({ kind: "read_failed", error }),
    );
  }

  /** A row that is committed from here on is in the mailbox, or will be. */
  #onPage(rows: readonly JournalRow[]): void {
    for (const row of rows) this.#cursor.accept(row);
    const { sequence } = this.#dependencies.journal.head();
    if (rows.length > 0 && this.#cursor.sequence < sequence) {
      return this.#readPage();
    }
    this.#isBehind = false;
    if (this.#wanted !== null) this.#snapshot(this.#wanted);
    this.#begin();
  }

  #onRow(row: JournalRow): void {
    if (!this.#isBehind && this.#cursor.accept(row)) this.#remind();
  }

  #fold(row: JournalRow): void {
    if (row.entry.kind === "boards_snapshotted") this.#keepDay(row.entry);
    if (this.#boards.apply(row) && !UNCOUNTED.has(row.entry.kind)) {
      this.#isChanged = true;
    }
  }

  #keepDay(entry: BoardSnapshotEntry): void {
    const { contestants } = this.#boards.books;
    this.#snapshotted.set(entry.seasonId, entry);
    this.#dependencies.boards.publishDay(
      this.#days.add(entry, (id) => contestants.get(id)?.name ?? id),
    );
  }

  #onTask(due: TaskDue): void {
    if (due.task !== "snapshot_boards") return;
    if (this.#isBehind) this.#wanted = due;
    else this.#snapshot(due);
  }

  /** Writes down how every season stands, where it was not written down since the hour began. */
  #snapshot(due: TaskDue): void {
    const hourAtMs = hourOf(due.dueAtMs);
    let written = 0;
    for (const boards of this.#boards.seasons.values()) {
      const { id: seasonId, isFinal, contestants } = boards;
      const last = this.#snapshotted.get(seasonId);
      const isDone = last !== undefined &&
        (last.isFinal || last.hourAtMs >= hourAtMs);
      // Of a season that began within the hour nothing was there when it did, but how it ended is written down.
      const wasThere = [...contestants.values()]
        .some(({ enrolledAtMs }) => enrolledAtMs < hourAtMs);
      if (isDone || !(wasThere || isFinal)) continue;
      const rows = snapshotRows(boards);
      const kind = "boards_snapshotted";
      const entry = { kind, seasonId, hourAtMs, isFinal, rows } as const;
      this.#snapshotted.set(seasonId, entry);
      const atMs = this.#context.clock.nowMs();
      this.#context.pipeToSelf(
        appendRow(this.#dependencies.journal, {
          entry,
          causationId: taskKey(due),
          correlationId: null,
          occurredAtMs: atMs,
          recordedAtMs: atMs,
        }),
        (): ScorekeeperMessage => ({ kind: "appended" }),
        (error): ScorekeeperMessage => ({ kind: "append_failed", error }),
      );
      written += 1;
    }
    this.#dependencies.bus.publish("task_done", {
      ...due,
      doneAtMs: this.#context.clock.nowMs(),
      outcome: written === 0
        ? "Nothing to write down: the hour has its snapshots, or began with nobody there."
        : `Wrote down ${written} seasons.`,
      isFailed: false,
    });
  }

  /** Arms the next reckoning, unless one is armed or under way. */
  #remind(): void {
    if (!this.#isChanged || this.#isDue || this.#reckoning !== null) return;
    this.#isDue = true;
    this.#context.schedule(
      { kind: "reckoning_due" },
      Math.max(RECKONING_MS, REST_FACTOR * this.#busyMs),
    );
  }

  #begin(): void {
    this.#isChanged = false;
    this.#busyMs = 0;
    this.#reckoning = this.#reckonAll();
    this.#goOn();
  }

  #goOn(): void {
    const { clock } = this.#context;
    const startedAtMs = clock.monotonicMs();
    const slice = this.#reckoning?.next();
    if (slice === undefined) return;
    this.#busyMs += clock.monotonicMs() - startedAtMs;
    if (!slice.done) {
      this.#context.schedule({ kind: "slice_due" }, SLICE_MS);
      return;
    }
    this.#reckoning = null;
    this.#remind();
  }

  /** Publishes the boards of one season after the other; those of a season that is over once. */
  *#reckonAll(): Generator<void, void> {
    const { books, seasons } = this.#boards;
    const { boards, seasons: declared } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    for (const terms of declared) {
      if (seasons.has(terms.id)) continue;
      const season = seasonView(terms, books, nowMs);
      boards.publish({ ...EMPTY_BOARDS, season });
    }
    for (const one of seasons.values()) {
      if (this.#final.has(one.id)) continue;
      const isFinal = one.isFinal;
      const standing = books.seasons.all.get(one.id);
      const season = standing === undefined
        ? openSeasonView(books)
        : seasonView(standing.terms, books, nowMs);
      boards.publish(
        yield* boardsView(one, {
          season,
          // Anybody who has the journal can draw the same intervals.
          draws: new SeededRandom(one.head.hash),
          resamples: RESAMPLES,
          nowMs: isFinal ? one.newestAtMs : nowMs,
        }),
      );
      if (isFinal) this.#final.add(one.id);
    }
  }
}
