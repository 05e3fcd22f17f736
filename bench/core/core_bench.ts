import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { SystemClock } from "../../runtime/clock.ts";
import { SystemRandom } from "../../runtime/random.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { insertBare } from "./bare_insert.ts";
import { commitGroups } from "./commit_groups.ts";
import { type CoreDatabase, RUN } from "./databases.ts";
import { type OrderRun, runOrders } from "./order_path.ts";
import { type OrderPlanOptions, planOrders } from "./planned_orders.ts";

/** How much one run is. */
export interface CoreBenchOptions extends Omit<OrderPlanOptions, "startMs"> {
  /** Runs until the engine has compiled what they go through: more than `measure` gives to runs as long as these. */
  readonly warmUps: number;
}

/** What became of a plan, and by which statements its rows were committed. */
interface CommittedRun extends OrderRun {
  readonly groups: readonly (readonly JournalRow[])[];
}

/** One database, and what the last run of ours wrote into it. */
export class CoreBench {
  readonly #openDatabase: () => Promise<CoreDatabase>;
  readonly #options: CoreBenchOptions;
  #database: CoreDatabase | null = null;
  #last: CommittedRun | null = null;

  constructor(
    openDatabase: () => Promise<CoreDatabase>,
    options: CoreBenchOptions,
  ) {
    this.#openDatabase = openDatabase;
    this.#options = options;
  }

  /** Opens the database and warms up: everything else comes after it. */
  async open(): Promise<void> {
    this.#database = await this.#openDatabase();
    for (let run = 0; run < this.#options.warmUps; run += 1) {
      await this.runOurs();
    }
  }

  /** Takes the orders all the way and returns orders per second. */
  async runOurs(): Promise<number> {
    this.#last = await this.#runOrders();
    return perSecond(this.#last, this.#last.elapsedMs);
  }

  /** Writes the rows of the last run of ours, and nothing else, and returns the orders per second that they stand for. */
  async runFloor(): Promise<number> {
    const last = this.#last ??= await this.#runOrders();
    const { sql } = await this.#emptied();
    return perSecond(last, await insertBare(sql, RUN, last.groups));
  }

  /** Closes the database, if it is open, and forgets what was written. */
  async close(): Promise<void> {
    await this.#database?.close();
    this.#database = null;
    this.#last = null;
  }

  async #runOrders(): Promise<CommittedRun> {
    const { sql, fencingNumber } = await this.#emptied();
    const clock = new SystemClock();
    const journal = await PostgresJournal.open({
      sql,
      run: RUN,
      fencingNumber,
      clock,
      random: new SystemRandom(),
      log: SILENT_LOG,
    });
    const plan = planOrders({ ...this.#options, startMs: clock.nowMs() });
    try {
      const run = await runOrders(plan, journal);
      return { ...run, groups: await commitGroups(sql, RUN, run.rows) };
    } finally {
      await journal.close();
    }
  }

  async #emptied(): Promise<CoreDatabase> {
    if (this.#database === null) {
      throw new Error(
        "Cannot measure orders as the database must be open: current value is closed",
      );
    }
    await this.#database.sql`truncate table journal`;
    return this.#database;
  }
}

function perSecond({ orders }: OrderRun, elapsedMs: number): number {
  return orders / (elapsedMs / 1_000);
}
