import { PostgresJournal } from "../../db/journal_writer.ts";
import type { DatabaseLog } from "../../db/log.ts";
import type { Sql } from "../../db/pool.ts";
import { Projections } from "../../db/projections.ts";
import { dropRun, registerRun, runsNamed } from "../../db/runs.ts";
import type { Clock, Random } from "../../runtime/mod.ts";

const PREFIX = "replay-";
/** Replays that one database keeps; the oldest go when another one has ended. */
export const KEPT_RUNS_MAX = 20;

/** What a `KeptRun` works with. The clock is the system's. */
export interface KeptRunOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
}

/**
 * One replay's place in a database: a run of its own, so that it never touches the arena's journal or another
 * replay's. Its name begins with the time, `replay-2026-05-13T21:19:50.000Z-…`.
 */
export class KeptRun {
  readonly name: string;
  readonly journal: PostgresJournal;
  readonly #options: KeptRunOptions;

  /** Use `open`. */
  constructor(
    options: KeptRunOptions,
    name: string,
    journal: PostgresJournal,
  ) {
    this.#options = options;
    this.name = name;
    this.journal = journal;
  }

  /** Opens a new, empty run in a migrated database. */
  static async open(options: KeptRunOptions): Promise<KeptRun> {
    const { sql, clock, random } = options;
    const time = new Date(clock.nowMs()).toISOString();
    const name = `${PREFIX}${time}-${random.integer(2 ** 32).toString(36)}`;
    await registerRun(sql, name);
    const journal = await PostgresJournal.open({ ...options, run: name });
    return new KeptRun(options, name, journal);
  }

  /**
   * Ends the journal, folds it into the projections and makes room: of all replays the newest
   * `KEPT_RUNS_MAX` stay.
   *
   * @returns The names of the runs that were removed.
   */
  async finish(): Promise<readonly string[]> {
    const { sql } = this.#options;
    await this.journal.close();
    await new Projections({
      ...this.#options,
      journal: this.journal,
      run: this.name,
    }).catchUp();
    const old = (await runsNamed(sql, PREFIX)).slice(KEPT_RUNS_MAX);
    for (const run of old) await dropRun(sql, run);
    return old;
  }
}
