import { sha256Hex } from "./digest.ts";
import { encodeEntry } from "./journal_codec.ts";
import {
  type JournalDraft,
  type JournalHead,
  type JournalKind,
  type JournalRow,
} from "./journal.ts";

/** Everything that a row's hash covers. */
interface HashedFields {
  readonly sequence: number;
  readonly kind: JournalKind;
  /** Canonical JSON of the entry, from `encodeEntry`. */
  readonly payload: string;
  readonly causationId: string | null;
  readonly correlationId: string | null;
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
  readonly previousHash: string;
}

/** Raised where a row does not follow on the one before it or its hash does not cover it. */
export class ChainBrokenError extends Error {
  override readonly name = "ChainBrokenError";
}

/** Over the JSON list of the fields: one of JSON values cannot be read in two ways, so no two rows share a text. */
function hashRow(fields: HashedFields): string {
  return sha256Hex(JSON.stringify([
    fields.sequence,
    fields.kind,
    fields.payload,
    fields.causationId,
    fields.correlationId,
    fields.occurredAtMs,
    fields.recordedAtMs,
    fields.previousHash,
  ]));
}

/** A row and the payload text that its hash covers, so that nobody encodes it twice. */
export interface ChainedRow {
  readonly row: JournalRow;
  readonly payload: string;
}

/**
 * Returns `draft` as the row after `previous`. Its hash is the SHA-256, in 64 hex digits, of the JSON list of
 * sequence, kind, payload, causation, correlation, time of occurrence, time of recording and previous hash.
 */
export function chainRow(
  previous: JournalHead,
  draft: JournalDraft,
): ChainedRow {
  const payload = encodeEntry(draft.entry);
  const fields = {
    causationId: draft.causationId,
    correlationId: draft.correlationId,
    occurredAtMs: draft.occurredAtMs,
    recordedAtMs: draft.recordedAtMs,
    sequence: previous.sequence + 1,
    previousHash: previous.hash,
  };
  const hash = hashRow({ ...fields, kind: draft.entry.kind, payload });
  return { row: { entry: draft.entry, ...fields, hash }, payload };
}

/**
 * Checks that `row` follows on `previous` and that its hash covers what it says now.
 *
 * @throws {ChainBrokenError} If sequence, previous hash or hash is not what it must be.
 */
export function checkRow(previous: JournalHead, row: JournalRow): void {
  const expected = chainRow(previous, row).row;
  for (const field of ["sequence", "previousHash", "hash"] as const) {
    if (row[field] !== expected[field]) {
      throw new ChainBrokenError(
        `Cannot follow the journal at row ${expected.sequence} as its ${field} must be ${
          expected[field]
        }: current value is ${row[field]}`,
      );
    }
  }
}
