import type { Settings } from "./config.ts";
import { openDatabase } from "./db/connect.ts";
import { PostgresHistory } from "./db/history.ts";
import { PostgresJournal } from "./db/journal_writer.ts";
import { migrate } from "./db/migrate.ts";
import { Projections } from "./db/projections.ts";
import { ARENA_RUN } from "./db/runs.ts";
import type { Log } from "./log.ts";
import type { Clock, Random } from "./runtime/mod.ts";

/** What the arena keeps: its journal, and what is projected from it. */
export interface ArenaDatabase {
  readonly journal: PostgresJournal;
  readonly history: PostgresHistory;
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
}

/**
 * Opens the database that the settings name, or the embedded one, with every migration applied.
 *
 * @throws {Error} If it cannot be reached, opened or migrated.
 */
export async function openArenaDatabase(
  { settings, clock, random, log, openings, giveUp }: DatabaseDependencies,
): Promise<ArenaDatabase> {
  const { DATABASE_URL: url, ARENA_DATA_DIR: directory } = settings;
  const database = await openDatabase({
    ...(url === null ? { pgliteDir: `${directory}/pglite` } : { url }),
    clock,
    random,
    log,
    onLost: giveUp,
  });
  openings.defer(() => database.close());
  const { sql } = database;
  await migrate({ sql, clock, log });
  const run = { sql, run: ARENA_RUN, clock, random, log };
  const journal = await PostgresJournal.open(run);
  // Actors that cannot append crash now and then, which may never be often enough for the root to give up.
  journal.failed.then(giveUp);
  const projections = new Projections({ ...run, journal });
  projections.start();
  openings.defer(() => projections.stop());
  openings.defer(() => journal.close());
  return { journal, history: new PostgresHistory(sql, ARENA_RUN) };
}
