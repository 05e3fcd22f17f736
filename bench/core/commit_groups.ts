import type { Sql } from "../../db/pool.ts";
import type { JournalRow } from "../../domain/journal.ts";

/**
 * Returns `rows` by the statement that committed them, in order.
 *
 * A journal tells of the rows of one statement in several turns of the event loop, so the database is asked: each
 * statement was a transaction of its own.
 */
export async function commitGroups(
  sql: Sql,
  run: string,
  rows: readonly JournalRow[],
): Promise<readonly (readonly JournalRow[])[]> {
  const committed = await sql<{ sequence: string; transaction: string }[]>`
    select sequence, xmin::text as transaction from journal where run = ${run}`;
  const transactionOf = new Map(
    committed.map(({ sequence, transaction }) => [
      Number(sequence),
      transaction,
    ]),
  );
  const groups = Map.groupBy(rows, ({ sequence }) => {
    const transaction = transactionOf.get(sequence);
    if (transaction === undefined) {
      throw new Error(
        `Cannot group rows as each must be committed: current value is none of sequence ${sequence}`,
      );
    }
    return transaction;
  });
  return [...groups.values()];
}
