import type { Sql } from "./pool.ts";
import { columnNames } from "./projection_rows.ts";
import {
  PROJECTION_NAMES,
  type ProjectionName,
  snakeCase,
} from "./projection_tables.ts";
import {
  projectedSequence,
  Projections,
  type ProjectionsOptions,
} from "./projections.ts";
import { dropProjections } from "./runs.ts";

/** How many rows of a projection are not as the journal says. */
export interface ProjectionDifference {
  readonly name: ProjectionName;
  /** Rows that the journal leads to and the table lacks. */
  readonly missing: number;
  /** Rows that the table has and the journal does not lead to. A changed row counts in both. */
  readonly unexpected: number;
}

/** Folds a run's whole journal anew. Pages see a part of it until this resolves. @returns The sequence reached. */
export async function rebuildProjections(
  options: ProjectionsOptions,
): Promise<number> {
  await dropProjections(options.sql, options.run);
  return await new Projections(options).catchUp();
}

/**
 * Folds a run's journal beside the stored projections, up to where those stand, and compares the two.
 *
 * @returns One item per projection that differs; empty when all agree.
 */
export async function checkProjections(
  options: ProjectionsOptions,
): Promise<readonly ProjectionDifference[]> {
  const { sql, run } = options;
  const rebuilt = `${run} (rebuilt)`;
  await dropProjections(sql, rebuilt);
  try {
    const until = await projectedSequence(sql, run);
    await new Projections({ ...options, run: rebuilt }).catchUp(until);
    const differences: ProjectionDifference[] = [];
    for (const name of PROJECTION_NAMES) {
      const missing = await countBeyond(sql, name, {
        run: rebuilt,
        beyond: run,
      });
      const unexpected = await countBeyond(sql, name, {
        run,
        beyond: rebuilt,
      });
      if (missing + unexpected > 0) {
        differences.push({ name, missing, unexpected });
      }
    }
    return differences;
  } finally {
    await dropProjections(sql, rebuilt);
  }
}

/** Counts rows of `run` without an equal one in `beyond`. */
async function countBeyond(
  sql: Sql,
  name: ProjectionName,
  { run, beyond }: { readonly run: string; readonly beyond: string },
): Promise<number> {
  const columns = sql(columnNames(name));
  const table = sql(snakeCase(name));
  const [row] = await sql<{ rows: bigint }[]>`
    select count(*) as rows from (
      select ${columns} from ${table} where run = ${run}
      except
      select ${columns} from ${table} where run = ${beyond}
    ) as difference`;
  return Number(row?.rows ?? 0n);
}
