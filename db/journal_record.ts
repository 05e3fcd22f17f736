import { z } from "zod";
import { decodeEntry } from "../domain/journal_codec.ts";
import type { JournalRow } from "../domain/journal.ts";

const wholeNumber = z.bigint().transform(Number).pipe(z.int());
const HASH = /^[0-9a-f]{64}$/;
const hash = z.string().regex(HASH);

/** What names the newest row. */
export const headSchema = z.object({ sequence: wholeNumber, hash });

/** One row of the table as the driver gives it, decoded to a row of the journal. Other columns are left out. */
export const rowSchema = z.object({
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

/** A record whose columns are of the right types; what is in them is checked by the types' own rules. */
interface RightRecord {
  readonly sequence: bigint;
  readonly payload: string;
  readonly causationId: string | null;
  readonly correlationId: string | null;
  readonly occurredAtMs: bigint;
  readonly recordedAtMs: bigint;
  readonly previousHash: string;
  readonly hash: string;
}

/**
 * Returns what `rowSchema` returns, by hand where nothing is wrong: a start reads every row there is, and the schema
 * takes as long for the columns as for half the payload. Whatever is not as it should be is left to the schema, so
 * that its error is the only one.
 *
 * @throws {z.ZodError | JournalDecodeError} If the record is no row of a journal.
 */
export function readRecord(
  record: Readonly<Record<string, unknown>>,
): JournalRow {
  if (!isRight(record)) return rowSchema.parse(record);
  return {
    entry: decodeEntry(record.payload),
    sequence: Number(record.sequence),
    causationId: record.causationId,
    correlationId: record.correlationId,
    occurredAtMs: Number(record.occurredAtMs),
    recordedAtMs: Number(record.recordedAtMs),
    previousHash: record.previousHash,
    hash: record.hash,
  };
}

function isRight(
  record: Readonly<Record<string, unknown>>,
): record is Readonly<Record<string, unknown>> & RightRecord {
  return isWhole(record.sequence) && typeof record.payload === "string" &&
    isTextOrNull(record.causationId) && isTextOrNull(record.correlationId) &&
    isWhole(record.occurredAtMs) && isWhole(record.recordedAtMs) &&
    isHash(record.previousHash) && isHash(record.hash);
}

function isWhole(value: unknown): boolean {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value));
}

function isTextOrNull(value: unknown): boolean {
  return typeof value === "string" || value === null;
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && HASH.test(value);
}
