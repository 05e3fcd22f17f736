import { openDatabase } from "../../db/connect.ts";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import type { Sql } from "../../db/pool.ts";
import { Projections } from "../../db/projections.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import { SystemClock, SystemRandom } from "../../runtime/mod.ts";
import { ArenaLife } from "../../tools/crash/arena_life.ts";
import { CALM } from "../../tools/crash/settings.ts";
import type { Store } from "../../tools/crash/store.ts";
import { longJournal } from "./long_journal.ts";

/** As many as an actor reads at a time. */
const PAGE_ROWS = 5_000;
const UNHEARD = { onHead: () => {}, onStream: () => {} };

/** A database with a long journal, and how long an arena takes to trade on it. */
export class StartBench {
  readonly #makeStore: () => Promise<Store>;
  readonly #rows: number;
  #store: Store | null = null;

  /** @param rows How long the journal is, 1,000 or more. */
  constructor(makeStore: () => Promise<Store>, rows: number) {
    this.#makeStore = makeStore;
    this.#rows = rows;
  }

  /** Writes the journal, and the tables that pages read: an arena has both when it is stopped. */
  async open(): Promise<void> {
    const store = this.#store = await this.#makeStore();
    await withSql(store, async (sql) => {
      const deps = { clock: new SystemClock(), random: new SystemRandom() };
      const options = { sql, run: ARENA_RUN, ...deps, log: SILENT_LOG };
      await migrate(options);
      const journal = await PostgresJournal.open(options);
      const drafts = longJournal(this.#rows, deps.clock.nowMs());
      for (let start = 0; start < drafts.length; start += PAGE_ROWS) {
        const page = drafts.slice(start, start + PAGE_ROWS);
        await Promise.all(page.map((draft) => journal.append(draft)));
      }
      await new Projections({ ...options, journal }).catchUp();
      await journal.close();
    });
  }

  /** Starts an arena on it and returns the milliseconds from the process to its first word that it trades. */
  async runOurs(): Promise<number> {
    const { environment } = this.#open;
    await using life = await ArenaLife.start({ ...CALM, ...environment }, {
      listener: UNHEARD,
      signal: new AbortController().signal,
    });
    const tradingMs = await life.trading();
    await life.stop();
    return tradingMs;
  }

  /** Reads every row of the journal as the database gives it, and returns the milliseconds that it took. */
  runFloor(): Promise<number> {
    return withSql(this.#open, async (sql) => {
      const startedMs = performance.now();
      for (let after = 0;; after += PAGE_ROWS) {
        const page = await sql`
          select * from journal where run = ${ARENA_RUN}
            and sequence > ${after} and sequence <= ${after + PAGE_ROWS}
          order by sequence`;
        if (page.length === 0) return performance.now() - startedMs;
      }
    });
  }

  /** Leaves nothing behind. */
  async close(): Promise<void> {
    await this.#store?.[Symbol.asyncDispose]();
    this.#store = null;
  }

  get #open(): Store {
    if (this.#store === null) {
      throw new Error(
        "Cannot measure a start as the journal must be written: current value is none",
      );
    }
    return this.#store;
  }
}

/** Nobody else has it open meanwhile: an embedded database is one process's. */
async function withSql<Result>(
  { where }: Store,
  use: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const { sql, close } = await openDatabase({
    ...where,
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: SILENT_LOG,
  });
  try {
    return await use(sql);
  } finally {
    await close();
  }
}
