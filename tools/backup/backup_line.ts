import { z } from "zod";
import { decodeEntry } from "../../domain/journal_codec.ts";
import type { JournalRow } from "../../domain/journal.ts";

/** What the first line of a backup says it is. */
export const FORMAT = "alpha-arena-backup-1";

const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const run = z.string().min(1).max(200);

/** A run of the database: `main`, or a season that was archived. */
const savedRunSchema = z.strictObject({
  run,
  rows: count,
  /** Hash of the newest row; 64 zeros for a run without rows. */
  head: hash,
});

/** The first line. */
export const headLineSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Of the arena's newest lease, so that no process of before a restore can write after it. */
  fencingNumber: z.string().regex(/^\d{1,18}$/).transform(BigInt),
  runs: z.array(savedRunSchema).max(10_000),
});

const rowLineSchema = z.strictObject({
  run,
  sequence: count,
  payload: z.string().transform(decodeEntry),
  causationId: z.string().nullable(),
  correlationId: z.string().nullable(),
  occurredAtMs: z.int(),
  recordedAtMs: z.int(),
  previousHash: hash,
  hash,
}).transform(({ run, payload, ...fields }) => {
  const row: JournalRow = { entry: payload, ...fields };
  return { run, row };
});

const callLineSchema = z.strictObject({
  /** Below the folder of recorded calls. Nothing else can be written by a restore. */
  call: z.string().regex(
    /^(?:manifest\.json|[0-9a-f]{2}\/[0-9a-f]{64}\.jsonl\.gz)$/,
  ),
  base64: z.base64().transform((text) => Uint8Array.fromBase64(text)),
});

const endLineSchema = z.strictObject({
  end: z.strictObject({ rows: count, calls: count }),
});

/** The lines after the first one, in the order of a backup: rows by run, recorded calls, the end. */
export const bodyLineSchema = z.union([
  rowLineSchema,
  callLineSchema,
  endLineSchema,
]);

/** The first line. */
export type HeadLine = Readonly<z.output<typeof headLineSchema>>;
/** A run as the first line names it. */
export type SavedRun = Readonly<z.output<typeof savedRunSchema>>;
/** A line after the first one. */
export type BodyLine = z.output<typeof bodyLineSchema>;
/** A recorded call as the bytes of its file. */
export type SavedCall = z.output<typeof callLineSchema>;

/** Returns whether `path` is one of a recorded call: half-written files are none. */
export function isCallPath(path: string): boolean {
  return callLineSchema.shape.call.safeParse(path).success;
}
