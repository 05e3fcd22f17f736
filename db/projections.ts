import type { Journal } from "../actors/ports/journal.ts";
import type { JournalRow } from "../domain/journal.ts";
import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { isTransient, toError } from "./database_error.ts";
import type { DatabaseLog } from "./log.ts";
import type { Queryable, Sql } from "./pool.ts";
import { applyRow } from "./projection_fold.ts";
import { readProjectionRows, writeProjectionRows } from "./projection_rows.ts";
import { ProjectionState } from "./projection_state.ts";
import {
  PROJECTION_KEYS,
  PROJECTION_NAMES,
  type ProjectionName,
} from "./projection_tables.ts";
import { touchedKeys } from "./projection_touched.ts";
import { Retry } from "./retry.ts";

const BATCH_ROWS_MAX = 1_000;
/** Rows are gathered for this long, so that a busy journal is folded in few transactions. */
const GATHER_MS = 250;

/** What `Projections` work with. The clock is the system's, also in a replay. */
export interface ProjectionsOptions {
  readonly sql: Sql;
  readonly journal: Pick<Journal, "read" | "onCommit">;
  /** The run that the projections are written under: the journal's own, or another to compare with. */
  readonly run: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DatabaseLog;
}

/** `stopped` on purpose; `failed` when the journal contradicts itself, which no retry mends. */
export type ProjectionsStatus = "idle" | "running" | "stopped" | "failed";

/**
 * Folds a run's journal into the tables that pages read.
 *
 * - Rows are folded after they are committed, in sequence order: no order ever waits for a page's table.
 * - A batch and the sequence that it leads to are written in one transaction, so a restart goes on where the
 *   last one ended and no row is folded twice or left out.
 */
export class Projections {
  readonly #options: ProjectionsOptions;
  readonly #stopping = new AbortController();
  #status: ProjectionsStatus = "idle";
  #wake: () => void = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(options: ProjectionsOptions) {
    this.#options = options;
  }

  /** Returns how folding goes. */
  status(): ProjectionsStatus {
    return this.#status;
  }

  /**
   * Folds everything that is committed now, up to and including `until`.
   *
   * @returns The sequence that the projections stand at.
   * @throws {Error} If the database fails or the journal contradicts itself.
   */
  async catchUp(until: number = Number.MAX_SAFE_INTEGER): Promise<number> {
    const { sql, journal, run } = this.#options;
    while (true) {
      const sequence = await projectedSequence(sql, run);
      const limit = Math.min(BATCH_ROWS_MAX, until - sequence);
      if (limit <= 0) return sequence;
      const rows = await journal.read(sequence, limit);
      if (rows.length === 0) return sequence;
      await this.#project(sequence, rows);
    }
  }

  /** Keeps folding what is committed until `stop`. While the database is gone it waits. */
  start(): void {
    if (this.#status !== "idle") return;
    this.#status = "running";
    this.#running = this.#run();
  }

  /** Ends folding after the batch under way; what is left is folded after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random, log, journal, run } = this.#options;
    const { signal } = this.#stopping;
    let committed = Promise.withResolvers<void>();
    this.#wake = () => committed.resolve();
    const unsubscribe = journal.onCommit(() => committed.resolve());
    let retry: Retry | null = null;
    while (!signal.aborted) {
      try {
        committed = Promise.withResolvers<void>();
        await this.catchUp();
        retry = null;
        if (!signal.aborted) await committed.promise;
        await pause(clock, GATHER_MS, signal);
      } catch (error) {
        const err = toError(error);
        if (!isTransient(error)) {
          log.error({ err, run }, "the projections have failed");
          this.#status = "failed";
          break;
        }
        log.warn({ err, run }, "the projections wait for their database");
        retry ??= new Retry({ clock, random, forMs: 0 });
        await retry.pause(signal);
      }
    }
    unsubscribe();
    if (this.#status === "running") this.#status = "stopped";
  }

  async #project(
    after: number,
    rows: readonly JournalRow[],
  ): Promise<void> {
    const { sql, run } = this.#options;
    const last = rows.at(-1)?.sequence ?? after;
    await sql.begin(async (tx) => {
      if (!await advance(tx, { run, after, to: last })) return;
      const state = await loadState(tx, run, rows);
      for (const row of rows) applyRow(state, row);
      for (const name of PROJECTION_NAMES) {
        await writeProjectionRows(tx, { run, name, rows: state.changed(name) });
      }
    });
  }
}

/** Returns the sequence of the last row folded into the projections of a run, 0 for none. */
export async function projectedSequence(
  sql: Queryable,
  run: string,
): Promise<number> {
  const [progress] = await sql<{ projectedSequence: bigint }[]>`
    select projected_sequence from projection_progress where run = ${run}`;
  return Number(progress?.projectedSequence ?? 0n);
}

interface Advance {
  readonly run: string;
  readonly after: number;
  readonly to: number;
}

/** Claims the rows in between for this transaction: `false` when somebody else has folded them. */
async function advance(
  tx: Queryable,
  { run, after, to }: Advance,
): Promise<boolean> {
  await tx`
    insert into projection_progress (run, projected_sequence)
    values (${run}, 0) on conflict (run) do nothing`;
  const moved = await tx`
    update projection_progress set projected_sequence = ${to}
    where run = ${run} and projected_sequence = ${after}`;
  return moved.count === 1;
}

async function loadState(
  tx: Queryable,
  run: string,
  rows: readonly JournalRow[],
): Promise<ProjectionState> {
  const keysByName = new Map<ProjectionName, Set<string>>();
  for (const { name, key } of rows.flatMap(touchedKeys)) {
    const keys = keysByName.get(name) ?? new Set();
    keysByName.set(name, keys.add(key));
  }
  const state = new ProjectionState();
  for (const [name, keys] of keysByName) {
    const stored = await readProjectionRows(tx, { run, name, keys: [...keys] });
    for (const row of stored) {
      const fields: Readonly<Record<string, unknown>> = row;
      state.load(name, String(fields[PROJECTION_KEYS[name][0]]), row);
    }
  }
  return state;
}
