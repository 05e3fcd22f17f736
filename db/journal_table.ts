import { z } from "zod";
import type { ChainedRow } from "../domain/journal_chain.ts";
import { decodeEntry } from "../domain/journal_codec.ts";
import type { JournalHead, JournalRow } from "../domain/journal.ts";
import type { Queryable } from "./pool.ts";

const wholeNumber = z.bigint().transform(Number).pipe(z.int());
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const headSchema = z.object({ sequence: wholeNumber, hash });

const rowSchema = z.object({
  sequence: wholeNumber,
  payload: z.string().transform(decodeEntry),
  causationId: z.string().nullable(),
  correlationId: z.string().nullable(),
  occurredAtMs: wholeNumber,
  recordedAtMs: wholeNumber,
  previousHash: hash,
  hash,
}).transform(({ payload, ...fields }): JournalRow => ({
  entry: payload,
  ...fields,
}));

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

/** Returns a page of a run in sequence order. @throws {Error} If a row does not decode. */
export async function readRows(
  sql: Queryable,
  run: string,
  { after, limit }: Page,
): Promise<readonly JournalRow[]> {
  const rows = await sql`
    select sequence, payload, causation_id, correlation_id, occurred_at_ms,
      recorded_at_ms, previous_hash, hash
    from journal where run = ${run} and sequence > ${after}
    order by sequence limit ${limit}`;
  return rows.map((row) => rowSchema.parse(row));
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

/** Writes rows in one statement: all of them or none. One JSON parameter costs the least per row. */
export async function insertRows(
  sql: Queryable,
  run: string,
  rows: readonly ChainedRow[],
): Promise<void> {
  const records = JSON.stringify(rows.map(({ row, payload }) => ({
    sequence: row.sequence,
    kind: row.entry.kind,
    payload,
    causation_id: row.causationId,
    correlation_id: row.correlationId,
    occurred_at_ms: row.occurredAtMs,
    recorded_at_ms: row.recordedAtMs,
    previous_hash: row.previousHash,
    hash: row.hash,
  })));
  await sql`
    insert into journal (run, sequence, kind, payload, causation_id,
      correlation_id, occurred_at_ms, recorded_at_ms, previous_hash, hash)
    select ${run}::text, r.sequence, r.kind, r.payload, r.causation_id,
      r.correlation_id, r.occurred_at_ms, r.recorded_at_ms, r.previous_hash,
      r.hash
    from json_to_recordset(${records}::text::json) as r (
      sequence bigint, kind text, payload text, causation_id text,
      correlation_id text, occurred_at_ms bigint, recorded_at_ms bigint,
      previous_hash text, hash text)`;
}
