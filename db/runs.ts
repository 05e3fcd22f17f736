import type { Sql } from "./pool.ts";
import { PROJECTION_NAMES, snakeCase } from "./projection_tables.ts";

/** The run of the arena itself. Replays and checks use other names. */
export const ARENA_RUN = "main";

/** What the names of archived seasons begin with. */
export const ARCHIVE_PREFIX = "archive ";

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

/** Where the arena's run goes, and the number of the lease that whoever moves it holds. */
export interface Archiving {
  readonly to: string;
  readonly fencingNumber: bigint;
}

/**
 * Gives the arena's run another name, all of it or nothing: journal, projections, how far those are, and the prices of its events. Not a row
 * changes otherwise, so its chain holds as before.
 *
 * @throws {RangeError} If the lease was lost.
 */
export async function archiveRun(
  sql: Sql,
  { to, fencingNumber }: Archiving,
): Promise<void> {
  const tables = [
    ...PROJECTION_NAMES.map(snakeCase),
    "projection_progress",
    "price_points",
    "price_bars",
  ];
  await sql.begin(async (tx) => {
    // Whoever takes the lease waits for this transaction.
    const held = await tx`
      select from leases where run = ${ARENA_RUN}
        and fencing_number = ${fencingNumber} for update`;
    if (held.length === 0) {
      throw new RangeError(
        `Cannot archive a run as its lease must be held: current value is not number ${fencingNumber}`,
      );
    }
    for (const table of ["journal", ...tables]) {
      await tx`update ${tx(table)} set run = ${to} where run = ${ARENA_RUN}`;
    }
  });
  // What was moved leaves holes that the next season's first reads would have to pass over.
  for (const table of ["journal", ...tables]) await sql`vacuum ${sql(table)}`;
}

/**
 * Removes a run, journal and projections, such as a replay that is about to be made again.
 *
 * @throws {RangeError} If it is the arena's own or an archived season: those journals are append-only.
 */
export async function dropRun(sql: Sql, run: string): Promise<void> {
  if (run === ARENA_RUN || run.startsWith(ARCHIVE_PREFIX)) {
    throw new RangeError(
      `Cannot drop a run as the arena's own must stay: current value is "${run}"`,
    );
  }
  await dropProjections(sql, run);
  await sql`delete from journal where run = ${run}`;
}
