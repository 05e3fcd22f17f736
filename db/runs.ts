import type { Sql } from "./pool.ts";
import { PROJECTION_NAMES, snakeCase } from "./projection_tables.ts";

/** The run of the arena itself. Replays and checks use other names. */
export const ARENA_RUN = "main";

/** Makes a run known before it has rows, so that one that is cut short is found and removed like others. */
export async function registerRun(sql: Sql, run: string): Promise<void> {
  await sql`
    insert into projection_progress (run, projected_sequence)
    values (${run}, 0) on conflict (run) do nothing`;
}

/** Returns the names of the runs that begin with `prefix`, in descending order of their characters. */
export async function runsNamed(
  sql: Sql,
  prefix: string,
): Promise<readonly string[]> {
  const rows = await sql<{ run: string }[]>`
    select run from projection_progress where starts_with(run, ${prefix})
    order by run collate "C" desc`;
  return rows.map(({ run }) => run);
}

/** Removes what was folded from a run's journal, so that it can be folded again. */
export async function dropProjections(sql: Sql, run: string): Promise<void> {
  await sql.begin(async (tx) => {
    for (const name of PROJECTION_NAMES) {
      await tx`delete from ${tx(snakeCase(name))} where run = ${run}`;
    }
    await tx`delete from projection_progress where run = ${run}`;
  });
}

/**
 * Removes a run, journal and projections, such as a replay that is about to be made again.
 *
 * @throws {RangeError} If it is the arena's own: its journal is append-only.
 */
export async function dropRun(sql: Sql, run: string): Promise<void> {
  if (run === ARENA_RUN) {
    throw new RangeError(
      `Cannot drop a run as the arena's own must stay: current value is "${run}"`,
    );
  }
  await dropProjections(sql, run);
  await sql`delete from journal where run = ${run}`;
}
