import { assertEquals } from "@std/assert";
import { openDatabase } from "../../db/connect.ts";
import { readRows } from "../../db/journal_table.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import { RecordingLog, TEST_DEPS } from "../../db/testing/databases.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { GENESIS_HEAD, type JournalRow } from "../../domain/journal.ts";
import { checkRow } from "../../domain/journal_chain.ts";

const ROWS_MAX = 1_000_000;

/** Returns all that an arena has journaled. It must have ended. */
export async function readJournal(
  where: { readonly url: string } | { readonly pgliteDir: string },
): Promise<readonly JournalRow[]> {
  const database = await openDatabase({
    ...where,
    ...TEST_DEPS,
    log: new RecordingLog(),
  });
  try {
    const page = { after: 0, limit: ROWS_MAX };
    return await readRows(database.sql, ARENA_RUN, page);
  } finally {
    await database.close();
  }
}

function assertUnique(ids: readonly string[]): void {
  assertEquals(ids.filter((id, index) => ids.indexOf(id) !== index), []);
}

/** Checks what must hold of every journal, whatever happened to its writer. @returns The state that it leads to. */
export function checkJournal(rows: readonly JournalRow[]): ArenaBooks {
  const books = new ArenaBooks();
  let head = GENESIS_HEAD;
  for (const row of rows) {
    checkRow(head, row);
    books.apply(row);
    head = row;
  }
  const entries = rows.map(({ entry }) => entry);
  assertUnique(
    entries.flatMap((entry) =>
      entry.kind === "order_submitted" || entry.kind === "order_denied"
        ? [entry.order.id]
        : []
    ),
  );
  assertUnique(
    entries.flatMap((entry) =>
      entry.kind === "order_filled" ? [entry.fill.id] : []
    ),
  );
  assertEquals(books.ledger.total(), 0n);
  assertEquals(books.repeats, 0);
  return books;
}
