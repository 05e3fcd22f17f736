import type { Journal } from "../../actors/ports/journal.ts";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { openPool, type Sql } from "../../db/pool.ts";
import { pause, SystemClock } from "../../runtime/clock.ts";
import { SystemRandom } from "../../runtime/random.ts";
import { openPostgres, RUN, type ServerDatabase } from "../core/databases.ts";
import { Crowd } from "./crowd.ts";
import type { ArenaFigures, ArenaLoad, Figures } from "./figures.ts";
import { startLiveArena } from "./live_arena.ts";
import { NaiveArena } from "./naive_arena.ts";

/** What is run: the arena, the same without viewers and database, and the naive stack. */
export type Stack = "ours" | "bare" | "naive";

interface Running {
  readonly figures: Figures;
  readonly port: number | null;
  readonly waiting: number;
  stop(): Promise<void>;
}

/** Runs whole stacks under load, one at a time, and keeps what each run came to. */
export class ArenaBench {
  readonly #load: ArenaLoad;
  readonly #onSilence: (stack: Stack) => void;
  readonly #clock = new SystemClock();
  readonly #results: Readonly<Record<Stack, ArenaFigures[]>> = {
    ours: [],
    bare: [],
    naive: [],
  };
  /** How many runs of a stack each figure was taken of. */
  readonly #taken = new Map<string, number>();
  #database: ServerDatabase | null = null;
  #crowd: Crowd | null = null;
  #opened = 0;
  #starts = 0;

  /** @param onSilence Hears of a run in which no order arrived, or none was committed. */
  constructor(load: ArenaLoad, onSilence: (stack: Stack) => void) {
    this.#load = load;
    this.#onSilence = onSilence;
  }

  /** How often every stack was run. */
  get runs(): number {
    return Math.min(
      ...Object.values(this.#results).map((results) => results.length),
    );
  }

  /** Makes ready what all runs share; each figure's workload opens and closes it, and it stays open in between. */
  async open(): Promise<void> {
    this.#opened += 1;
    this.#database ??= await openPostgres();
    this.#crowd ??= await Crowd.open();
  }

  /** Gives it back with the last of `workloads`. */
  async close(workloads: number): Promise<void> {
    if (this.#opened < workloads) return;
    this.#crowd?.close();
    await this.#database?.close();
    this.#crowd = null;
    this.#database = null;
  }

  /** Returns a figure of a stack's next run: of one that was made for another figure, or of a new one. */
  async figure(stack: Stack, name: keyof ArenaFigures): Promise<number> {
    const results = this.#results[stack];
    const key = `${stack} ${name}`;
    const taken = this.#taken.get(key) ?? 0;
    this.#taken.set(key, taken + 1);
    const known = results[taken];
    if (known !== undefined) return known[name];
    const result = await this.run(stack);
    results.push(result);
    return result[name];
  }

  /** Runs a stack once. */
  async run(stack: Stack): Promise<ArenaFigures> {
    const { sql } = this.#parts.database;
    const { crowd } = this.#parts;
    const { ticksPerSecond, viewers, warmUpMs, durationMs } = this.#load;
    await sql`truncate table journal`;
    const { arena, close } = await this.#start(stack);
    try {
      if (arena.port !== null) await crowd.watch(arena.port, viewers);
      crowd.beginTicks();
      await pause(this.#clock, warmUpMs);
      arena.figures.begin();
      await pause(this.#clock, durationMs);
      const { figures, waiting } = arena;
      const received = figures.ticksReceived;
      if (figures.isSilent) this.#onSilence(stack);
      const backlog = await crowd.endTicks() - received + waiting;
      return figures.result(backlog, ticksPerSecond);
    } finally {
      if (arena.port !== null) await crowd.leave();
      await arena.stop();
      await close();
    }
  }

  async #start(
    stack: Stack,
  ): Promise<{ readonly arena: Running; readonly close: () => Promise<void> }> {
    const { database, crowd } = this.#parts;
    const load = this.#load;
    const tickUrl = crowd.tickUrl(load.ticksPerSecond);
    if (stack === "naive") {
      const arena = new NaiveArena({
        load,
        sql: this.#ownPool(database),
        run: `${RUN}-${this.#starts += 1}`,
        tickUrl,
      });
      return { arena, close: () => Promise.resolve() };
    }
    const isWatched = stack === "ours";
    const journal: Journal & { close?(): Promise<void> } = isWatched
      ? await this.#openJournal(database)
      : new MemoryJournal(SILENT_LOG);
    const arena = await startLiveArena({ load, journal, tickUrl, isWatched });
    return { arena, close: async () => await journal.close?.() };
  }

  /** As many connections as the arena has. */
  #ownPool({ sql, url }: ServerDatabase): Sql {
    return openPool({
      target: { url },
      connectionsMax: sql.options.max,
      random: new SystemRandom(),
    });
  }

  #openJournal(
    { sql, fencingNumber }: ServerDatabase,
  ): Promise<PostgresJournal> {
    return PostgresJournal.open({
      sql,
      run: RUN,
      fencingNumber,
      clock: this.#clock,
      random: new SystemRandom(),
      log: SILENT_LOG,
    });
  }

  get #parts(): { readonly database: ServerDatabase; readonly crowd: Crowd } {
    if (this.#database === null || this.#crowd === null) {
      throw new Error(
        "Cannot measure the arena as its database must be open: current value is closed",
      );
    }
    return { database: this.#database, crowd: this.#crowd };
  }
}
