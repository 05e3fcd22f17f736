import { assertEquals, assertRejects } from "@std/assert";
import type { JournalRow } from "../../domain/journal.ts";
import { ENROLLED, STORY } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { JointReading } from "./joint_reading.ts";
import { JournalCursor } from "./journal_cursor.ts";

/** A journal of more than two pages, and how often it was read. */
function longJournal() {
  const journal = new HeldJournal();
  journal.write(...STORY, ...Array.from({ length: 2_100 }, () => ENROLLED));
  let reads = 0;
  const counted = {
    append: (draft: Parameters<HeldJournal["append"]>[0]) =>
      journal.append(draft),
    head: () => journal.head(),
    onCommit: (listener: (row: JournalRow) => void) =>
      journal.onCommit(listener),
    read(after: number, limit: number) {
      reads += 1;
      return journal.read(after, limit);
    },
  };
  return { journal, counted, reads: () => reads };
}

Deno.test("JointReading gives each row to everybody before the next one, from one reading", async () => {
  const { journal, counted, reads } = longJournal();
  const reading = new JointReading(counted);
  const folded: string[] = [];
  const cursors = ["a", "b"].map((name) =>
    new JournalCursor(
      counted,
      ({ sequence }) => folded.push(`${name}${sequence}`),
      reading,
    )
  );
  for (const cursor of cursors) await cursor.catchUp();
  assertEquals(
    folded,
    journal.rows.flatMap(({ sequence }) => [`a${sequence}`, `b${sequence}`]),
  );
  assertEquals(reads(), 3);
});

Deno.test("JointReading begins anew for whoever comes after it has begun", async () => {
  const { journal, counted } = longJournal();
  const reading = new JointReading(counted);
  const open = (folded: number[]) =>
    new JournalCursor(
      counted,
      ({ sequence }) => folded.push(sequence),
      reading,
    );
  const first: number[] = [];
  const late: number[] = [];
  const begun = open(first).catchUp();
  await Promise.resolve();
  await Promise.resolve();
  const lateCursor = open(late);
  await begun;
  assertEquals(late, []);
  journal.write(ENROLLED);
  await lateCursor.catchUp();
  assertEquals([first.length, late.length], [2_108, 2_109]);
});

Deno.test("a cursor whose fold fails leaves the reading with its error, and the others go on", async () => {
  const { journal, counted } = longJournal();
  const reading = new JointReading(counted);
  const sequences: number[] = [];
  const broken = new JournalCursor(counted, ({ sequence }) => {
    sequences.push(sequence);
    if (sequence === 5) throw new Error("cannot fold row 5");
  }, reading);
  const sound = new JournalCursor(counted, () => {}, reading);
  await assertRejects(() => broken.catchUp(), Error, "cannot fold row 5");
  await sound.catchUp();
  assertEquals(sequences, [1, 2, 3, 4, 5]);
  assertEquals(sound.sequence, journal.rows.length);
});

Deno.test("JointReading.join() tells a reader of the end before anybody goes on, and fails for all with what it throws", async () => {
  const { counted } = longJournal();
  const told: string[] = [];
  const reading = new JointReading(counted);
  const cursor = new JournalCursor(counted, () => {}, reading);
  reading.join({ take: () => true, end: () => told.push("end") });
  await cursor.catchUp().then(() => told.push("goes on"));
  assertEquals(told, ["end", "goes on"]);

  const failing = new JointReading(counted);
  const other = new JournalCursor(counted, () => {}, failing);
  failing.join({
    take: () => {
      throw new Error("nobody can go on");
    },
  });
  await assertRejects(() => other.catchUp(), Error, "nobody can go on");
});

Deno.test("JointReading fails for everybody where the journal cannot be read", async () => {
  const { counted } = longJournal();
  const lost = {
    ...counted,
    read: (after: number, limit: number) =>
      after > 0
        ? Promise.reject(new Error("the database is gone"))
        : counted.read(after, limit),
  };
  const reading = new JointReading(lost);
  const cursors = [1, 2].map(() => new JournalCursor(lost, () => {}, reading));
  for (const cursor of cursors) {
    await assertRejects(() => cursor.catchUp(), Error, "the database is gone");
  }
});
