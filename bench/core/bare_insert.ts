import type { Sql } from "../../db/pool.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import type { JournalRow } from "../../domain/journal.ts";

/**
 * Writes what a journal wrote, each group in one statement and the next once it is committed, and returns the
 * milliseconds that it took.
 *
 * @param run Under which name; nothing may be there yet.
 */
export async function insertBare(
  sql: Sql,
  run: string,
  groups: readonly (readonly JournalRow[])[],
): Promise<number> {
  const batches = groups.map((rows) => rows.map((row) => recordOf(run, row)));
  const startedMs = performance.now();
  for (const batch of batches) {
    const records = JSON.stringify(batch);
    await sql`
      insert into journal
      select * from json_populate_recordset(null::journal, ${records}::text::json)`;
  }
  return performance.now() - startedMs;
}

/** Named as the table's columns are. */
function recordOf(run: string, { entry, ...row }: JournalRow) {
  return {
    run,
    sequence: row.sequence,
    kind: entry.kind,
    payload: encodeEntry(entry),
    "causation_id": row.causationId,
    "correlation_id": row.correlationId,
    "occurred_at_ms": row.occurredAtMs,
    "recorded_at_ms": row.recordedAtMs,
    "previous_hash": row.previousHash,
    hash: row.hash,
  };
}
