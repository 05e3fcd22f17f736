import { quoteOrNull } from "../domain/canonical_json.ts";
import type { ChainedRow } from "../domain/journal_chain.ts";
import type { JournalHead, JournalRow } from "../domain/journal.ts";
import { headSchema, readRecord } from "./journal_record.ts";
import type { Queryable } from "./pool.ts";

/** Returns the newest row of a run, or `null` for a run without rows. */
export async function readHead(
  sql: Queryable,
  run: string,
): Promise<JournalHead | null> {
  const [head] = await sql`
    select sequence, hash from journal where run = ${run}
    order by sequence desc limit 1`;
  return head === undefined ? null : headSchema.parse(head);
}

/** Which rows of a run: those with a sequence above `after`, at most `limit`. */
export interface Page {
  readonly after: number;
  readonly limit: number;
}

/**
 * Returns a page of a run in sequence order. A run has no gaps, so its rows are asked for by both ends: with an open end
 * a planner that knows nothing of a young table sorts all that is left for each page. Where nothing is between the two,
 * the rows after them are returned, so that whoever folds them hears of a gap.
 *
 * @throws {Error} If a row does not decode.
 */
export async function readRows(
  sql: Queryable,
  run: string,
  { after, limit }: Page,
): Promise<readonly JournalRow[]> {
  const between = sql`and sequence <= ${after + limit}`;
  for (const end of [between, sql``]) {
    const rows = await sql`
      select sequence, payload, causation_id, correlation_id, occurred_at_ms,
        recorded_at_ms, previous_hash, hash
      from journal where run = ${run} and sequence > ${after} ${end}
      order by sequence limit ${limit}`;
    if (rows.length > 0) return rows.map(readRecord);
  }
  return [];
}

/**
 * Returns the rows of one path in sequence order. The index behind it holds the paths of decisions alone: for any
 * other id there is none.
 *
 * @throws {Error} If a row does not decode.
 */
export async function readCorrelatedRows(
  sql: Queryable,
  run: string,
  { correlationId, limit }: {
    readonly correlationId: string;
    readonly limit: number;
  },
): Promise<readonly JournalRow[]> {
  const rows = await sql`
    select sequence, payload, causation_id, correlation_id, occurred_at_ms,
      recorded_at_ms, previous_hash, hash
    from journal
    where run = ${run} and correlation_id = ${correlationId}
      and correlation_id like ${sql.unsafe("'d\\_%'")}
    order by sequence limit ${limit}`;
  return rows.map(readRecord);
}

/** Whether exactly this row, by its hash, is in the run. */
export async function hasRow(
  sql: Queryable,
  run: string,
  { sequence, hash }: JournalHead,
): Promise<boolean> {
  const rows = await sql`
    select 1 from journal
    where run = ${run} and sequence = ${sequence} and hash = ${hash}`;
  return rows.length === 1;
}

/** Rows of a run, and the number of the lease that they are written with; `null` for a run without lease. */
export interface Insertion {
  readonly run: string;
  readonly fencingNumber: bigint | null;
  readonly rows: readonly ChainedRow[];
}

/**
 * Put together by hand, as the payload is a JSON string already: to make one of it again would cost more than all
 * else. Columns have names of one letter, since they are written, sent and read with every row.
 */
function recordJson({ row, payloadJson }: ChainedRow): string {
  return `{"s":${row.sequence},"k":"${row.entry.kind}","p":${payloadJson},` +
    `"c":${quoteOrNull(row.causationId)},` +
    `"r":${quoteOrNull(row.correlationId)},"o":${row.occurredAtMs},` +
    `"t":${row.recordedAtMs},"v":"${row.previousHash}","h":"${row.hash}"}`;
}

/**
 * Writes rows in one statement: all of them or none. One JSON parameter costs the least per row.
 *
 * With a fencing number the statement holds the lease's row until it is committed, so whoever takes the lease waits
 * for it and then reads a head that nobody moves.
 *
 * @returns Whether they were written: not with a fencing number that is no longer the run's.
 */
export async function insertRows(
  sql: Queryable,
  { run, fencingNumber, rows }: Insertion,
): Promise<boolean> {
  let records = "";
  for (const row of rows) {
    records += (records === "" ? "[" : ",") + recordJson(row);
  }
  records += "]";
  const whileHeld = fencingNumber === null ? sql`` : sql`
    where exists (select from leases where run = ${run}
      and fencing_number = ${fencingNumber} for key share)`;
  const written = await sql`
    insert into journal (run, sequence, kind, payload, causation_id,
      correlation_id, occurred_at_ms, recorded_at_ms, previous_hash, hash)
    select ${run}::text, r.s, r.k, r.p, r.c, r.r, r.o, r.t, r.v, r.h
    from json_to_recordset(${records}::text::json) as r (
      s bigint, k text, p text, c text, r text, o bigint, t bigint, v text,
      h text)
    ${whileHeld}`;
  return written.count === rows.length;
}
