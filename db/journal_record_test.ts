import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { GENESIS_HEAD, type JournalRow } from "../domain/journal.ts";
import { chainRow } from "../domain/journal_chain.ts";
import { encodeEntry, JournalDecodeError } from "../domain/journal_codec.ts";
import { readRecord, rowSchema } from "./journal_record.ts";
import { sampleDrafts } from "./testing/sample_drafts.ts";

/** The rows of the short story, and each as the driver gives it. */
function sampleRows(): readonly JournalRow[] {
  const rows: JournalRow[] = [];
  for (const draft of sampleDrafts()) {
    rows.push(chainRow(rows.at(-1) ?? GENESIS_HEAD, draft).row);
  }
  return rows;
}

function recordOf({ entry, ...row }: JournalRow) {
  return {
    ...row,
    sequence: BigInt(row.sequence),
    occurredAtMs: BigInt(row.occurredAtMs),
    recordedAtMs: BigInt(row.recordedAtMs),
    payload: encodeEntry(entry),
  };
}

const RECORDS = sampleRows().map(recordOf);

/** What it returns, or the error that it throws. */
function outcomeOf(read: () => JournalRow): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) return error.issues;
    if (error instanceof JournalDecodeError) return error.message;
    throw error;
  }
}

Deno.test("readRecord() returns the row that was written", () => {
  assertEquals(RECORDS.map(readRecord), [...sampleRows()]);
});

Deno.test("readRecord() returns what the schema returns, and throws what it throws, whatever is in the columns", () => {
  const columns = Object.keys(RECORDS[0] ?? {});
  const wrong = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, 1, 1.5, true, "", "é", [], {}),
    fc.constantFrom(
      2n ** 53n - 1n,
      2n ** 53n,
      -(2n ** 53n),
      -1n,
      0n,
      2n ** 63n,
    ),
    fc.constantFrom("a".repeat(64), "A".repeat(64), "a".repeat(63)),
    fc.constantFrom("{", "[]", "null", '{"kind":"none"}', '{"kind":1}'),
    fc.constantFrom(`${"a".repeat(64)}\n`, '{"kind":"order_expired"}'),
    fc.string(),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...RECORDS),
      fc.dictionary(fc.constantFrom(...columns, "run", "kind"), wrong, {
        maxKeys: 2,
      }),
      (record, changes) => {
        const changed = { ...record, ...changes };
        assertEquals(
          outcomeOf(() => readRecord(changed)),
          outcomeOf(() => rowSchema.parse(changed)),
        );
      },
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("readRecord() names the column that is wrong", () => {
  const [record] = RECORDS;
  if (record === undefined) throw new Error("No records");
  assertThrows(
    () => readRecord({ ...record, hash: "A".repeat(64) }),
    z.ZodError,
    "hash",
  );
  assertThrows(
    () => readRecord({ ...record, payload: "{" }),
    JournalDecodeError,
    "must be JSON",
  );
});
