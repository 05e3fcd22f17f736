import { assertEquals, assertThrows } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import { ENROLLED, rowsOf, STORY } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { appendRow } from "./journal_append.ts";
import { JournalCursor } from "./journal_cursor.ts";

function cursorOf(journal: HeldJournal) {
  const sequences: number[] = [];
  const cursor = new JournalCursor(
    journal,
    ({ sequence }) => sequences.push(sequence),
  );
  return { cursor, sequences };
}

function draft(entry: JournalEntry) {
  return {
    entry,
    causationId: null,
    correlationId: null,
    occurredAtMs: 0,
    recordedAtMs: 0,
  };
}

Deno.test("JournalCursor.catchUp() folds every row once and in order", async () => {
  const journal = new HeldJournal();
  journal.write(...STORY);
  const { cursor, sequences } = cursorOf(journal);
  await cursor.catchUp();
  await cursor.catchUp();
  assertEquals(sequences, STORY.map((_, index) => index + 1));
  assertEquals(cursor.sequence, STORY.length);
});

Deno.test("JournalCursor.accept() ignores rows that it has folded", () => {
  const { cursor, sequences } = cursorOf(new HeldJournal());
  const [first, second] = rowsOf(STORY);
  if (first === undefined || second === undefined) throw new Error("No rows");
  assertEquals(
    [first, first, second, first].map((row) => cursor.accept(row)),
    [true, false, true, false],
  );
  assertEquals(sequences, [1, 2]);
});

Deno.test("JournalCursor.accept() throws where rows are missing", () => {
  const { cursor, sequences } = cursorOf(new HeldJournal());
  const [first, , third] = rowsOf(STORY);
  if (first === undefined || third === undefined) throw new Error("No rows");
  cursor.accept(first);
  assertThrows(
    () => cursor.accept(third),
    RangeError,
    "Cannot fold row 3 as rows must follow one another: current value is 1",
  );
  assertEquals(sequences, [1]);
});

Deno.test("JournalCursor.catchUp() waits for rows on their way, also where the newest of them is refused", async () => {
  const journal = new HeldJournal();
  journal.isHolding = true;
  const appended = [ENROLLED, ENROLLED].map((entry) =>
    appendRow(journal, draft(entry)).then(() => true, () => false)
  );
  journal.refuseNewest(new TypeError("Refused by the test"));

  const { cursor, sequences } = cursorOf(journal);
  const caughtUp = cursor.catchUp();
  assertEquals(await Promise.race([caughtUp, appended[1]]), false);
  assertEquals(sequences, []);
  journal.commit();
  await caughtUp;
  assertEquals(sequences, [1]);
  assertEquals(await Promise.all(appended), [true, false]);
});
