import type { Settings } from "../config.ts";
import { priceBarMs } from "./daily_options.ts";
import { type Database, openDatabase } from "../db/connect.ts";
import { PostgresDecisionRecords } from "../db/decision_rows.ts";
import { PostgresHistory } from "../db/history.ts";
import { JournalFencedError } from "../db/journal_errors.ts";
import { PostgresJournal } from "../db/journal_writer.ts";
import { newHolder } from "../db/lease.ts";
import { LeaseFile } from "../db/lease_file.ts";
import { acquireLease } from "../db/lease_wait.ts";
import { migrate } from "../db/migrate.ts";
import { Prices } from "../db/prices.ts";
import { Projections } from "../db/projections.ts";
import { ARENA_RUN } from "../db/runs.ts";
import { TaskRuns } from "../db/task_runs.ts";
import { sha256Hex } from "../domain/digest.ts";
import type { Alert } from "./alert.ts";
import { alertOfRows } from "./journal_alerts.ts";
import type { Log } from "./log.ts";
import { LostJournalNote } from "./lost_journal.ts";
import type { Clock, Random } from "../runtime/mod.ts";

/** A server that leaves everything unanswered for this long is gone, whatever its connections say. */
const SILENCE_MS_MAX = 3_000;

/** What the arena keeps: its journal, and what is projected from it. */
export interface ArenaDatabase {
  readonly journal: PostgresJournal;
  readonly history: PostgresHistory;
  readonly decisions: PostgresDecisionRecords;
  readonly taskRuns: TaskRuns;
  readonly prices: Prices;
}

interface DatabaseDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Takes what closes each part. */
  readonly openings: AsyncDisposableStack;
  /** Hears of a loss that only a new process mends. */
  readonly giveUp: (error: Error) => void;
  /** Hears, again and again, that another process trades this arena. */
  readonly onStandingBy: () => void;
  /** Asks for a stop, which also ends a wait for another process. */
  readonly stopping: AbortSignal;
  /** Tells an operator. */
  readonly alert: (alert: Alert) => void;
}

/**
 * Opens what the arena keeps in `database`, with every migration applied, as soon as this process alone may trade on it.
 *
 * @returns `null` if a stop was asked for before that.
 * @throws {Error} If it cannot be read or migrated.
 */
export async function openArenaDatabase(
  database: Database,
  dependencies: DatabaseDependencies,
): Promise<ArenaDatabase | null> {
  const { settings, clock, random, log, openings, giveUp, alert } =
    dependencies;
  const { sql } = database;
  await migrate({ sql, clock, log });
  const lease = await acquireLease({
    ...dependencies,
    sql,
    run: ARENA_RUN,
    holder: newHolder(`${Deno.hostname()}, process ${Deno.pid}`, random),
    isAlone: database.kind === "pglite",
    file: leaseFile(database, settings),
    signal: dependencies.stopping,
  });
  if (lease === null) return null;
  openings.defer(() => lease.release());
  lease.lost.then(giveUp);
  const { fencingNumber } = lease;
  const run = { sql, run: ARENA_RUN, clock, random, log };
  const journal = await PostgresJournal.open({ ...run, fencingNumber });
  alertOfRows(journal, alert);
  const note = lostJournalNote(database, settings);
  if (await note.haltOver(journal, clock)) {
    log.warn({}, "the arena is halted as its journal was lost before");
  }
  // Actors that cannot append crash now and then, which may never be often enough for the root to give up.
  journal.failed.then((error) => endOver(error, { ...dependencies, note }));
  const projections = new Projections({ ...run, journal });
  projections.start();
  openings.defer(() => projections.stop());
  openings.defer(() => journal.close());
  return {
    journal,
    history: new PostgresHistory(sql, ARENA_RUN),
    decisions: new PostgresDecisionRecords(sql, ARENA_RUN),
    taskRuns: new TaskRuns(sql, ARENA_RUN),
    prices: new Prices({ sql, run: ARENA_RUN, barMs: priceBarMs(settings) }),
  };
}

/** Another process that writes, or a stop that did not wait for the database, has lost nothing. */
async function endOver(
  error: Error,
  { note, clock, log, stopping, giveUp, alert }: DatabaseDependencies & {
    readonly note: LostJournalNote;
  },
): Promise<void> {
  if (!(error instanceof JournalFencedError || stopping.aborted)) {
    alert({
      kind: "journal_lost",
      subject: "The journal",
      text: `The journal cannot be written any more: ${error.message}`,
    });
    try {
      await note.leave(clock.nowMs());
    } catch (cause) {
      log.error({ err: cause }, "the loss of the journal cannot be noted");
    }
  }
  giveUp(error);
}

/**
 * Opens the database that the settings name, or the embedded one.
 *
 * @throws {Error} If it cannot be reached or opened.
 */
export async function openStored(
  { settings, clock, random, log, openings, giveUp }: Omit<
    DatabaseDependencies,
    "onStandingBy" | "stopping" | "alert"
  >,
): Promise<Database> {
  const { DATABASE_URL: url, ARENA_DATA_DIR: directory } = settings;
  const database = await openDatabase({
    ...(url === null ? { pgliteDir: `${directory}/pglite` } : { url }),
    clock,
    random,
    log,
    silenceMsMax: SILENCE_MS_MAX,
    onLost: giveUp,
  });
  openings.defer(() => database.close());
  return database;
}

/** Returns where a holder leaves its id; `null` where the database's own lock tells as much. */
function leaseFile(
  { kind, url }: Database,
  { ARENA_DATA_DIR: directory }: Settings,
): LeaseFile | null {
  return kind === "pglite"
    ? null
    : new LeaseFile(directory, `lease-${shortName(url)}`);
}

/** Returns where a process leaves word that it lost the journal. */
function lostJournalNote(
  { url }: Database,
  { ARENA_DATA_DIR: directory }: Settings,
): LostJournalNote {
  return new LostJournalNote(directory, `journal-lost-${shortName(url)}`);
}

/** Arenas on several databases may share a folder. */
function shortName(url: string): string {
  return sha256Hex(url).slice(0, 16);
}
