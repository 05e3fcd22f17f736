import { assert, assertEquals, assertRejects } from "@std/assert";
import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import {
  JournalClosedError,
  JournalFencedError,
  JournalFullError,
} from "./journal_errors.ts";
import { runJournalSuite } from "./testing/journal_suite.ts";
import { type JournalLimits, PostgresJournal } from "./journal_writer.ts";
import type { Sql } from "./pool.ts";
import { manyDrafts } from "./testing/sample_drafts.ts";
import { until } from "./testing/until.ts";
import {
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "./testing/databases.ts";

let runs = 0;

function openJournal(
  sql: Sql,
  { run = `run ${runs += 1}`, limits = {} }: {
    run?: string;
    limits?: JournalLimits;
  } = {},
): Promise<PostgresJournal> {
  return PostgresJournal.open({
    sql,
    run,
    ...TEST_DEPS,
    log: new RecordingLog(),
    limits,
  });
}

await testOnDatabases({
  name: "PostgresJournal",
  run: async ({ t, database: { sql } }) => {
    await runJournalSuite(t, () => openJournal(sql));

    await t.step(
      "append() commits what a listener of the newest row appends a moment later",
      async () => {
        const journal = await openJournal(sql, { run: "a moment later" });
        const [first, second] = manyDrafts(2);
        if (first === undefined || second === undefined) {
          throw new Error("No rows");
        }
        journal.onCommit(({ sequence }) => {
          if (sequence === 1) queueMicrotask(() => journal.append(second));
        });
        await journal.append(first);
        await journal.close();
        assertEquals(journal.head().sequence, 2);
      },
    );
    await t.step(
      "rows of a group are told in order, so many in a turn of the event loop",
      async () => {
        const turns: (() => void)[] = [];
        const told: number[] = [];
        const journal = await PostgresJournal.open({
          sql,
          run: "in turns",
          ...TEST_DEPS,
          log: new RecordingLog(),
          limits: { rowsPerTurn: 4 },
          afterEventLoopTurn: (callback) => turns.push(callback),
        });
        journal.onCommit(({ sequence }) => told.push(sequence));
        const appended = manyDrafts(10).map((draft) => journal.append(draft));
        for (const rows of [4, 8]) {
          await until(() => turns.length > 0);
          assertEquals(told.length, rows);
          assertEquals(journal.head().sequence, rows);
          turns.shift()?.();
        }
        // A stop waits for what was not told yet.
        await journal.close();
        await Promise.all(appended);
        assertEquals(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      },
    );
    await t.step(
      "the next group is written while the last one is told, and told after it",
      async () => {
        const turns: (() => void)[] = [];
        const told: number[] = [];
        const run = "side by side";
        const journal = await PostgresJournal.open({
          sql,
          run,
          ...TEST_DEPS,
          log: new RecordingLog(),
          limits: { groupRowsMax: 3, rowsPerTurn: 2 },
          afterEventLoopTurn: (callback) => turns.push(callback),
        });
        journal.onCommit(({ sequence }) => told.push(sequence));
        const drafts = manyDrafts(5);
        const append = (from: number, to: number) =>
          drafts.slice(from, to).map((draft) => journal.append(draft));
        const whenWritten = (rows: number) =>
          until(async () => (await journal.read(0, 10)).length === rows);
        const appended = append(0, 4);
        await whenWritten(4);
        assertEquals([told, journal.head().sequence], [[1, 2], 2]);
        turns.shift()?.();
        await Promise.all(appended);
        assertEquals(told, [1, 2, 3, 4]);
        // So is what comes only then.
        const first = append(0, 3);
        await until(() => turns.length > 0);
        const late = append(3, 5);
        await whenWritten(9);
        assertEquals([told.length, journal.head().sequence], [6, 6]);
        turns.shift()?.();
        await Promise.all([...first, ...late]);
        assertEquals(told, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        await journal.close();
      },
    );
    await t.step(
      "a group of more rows than fit into 64 small turns is told in larger ones",
      async () => {
        let turns = 0;
        const journal = await PostgresJournal.open({
          sql,
          run: "in larger turns",
          ...TEST_DEPS,
          log: new RecordingLog(),
          limits: { rowsPerTurn: 1 },
          afterEventLoopTurn: (callback) => {
            turns += 1;
            queueMicrotask(callback);
          },
        });
        const drafts = manyDrafts(640);
        await Promise.all(drafts.map((draft) => journal.append(draft)));
        assertEquals(turns, 63);
        await journal.close();
      },
    );
    await t.step(
      "read() shows a gap of more rows than were asked for, and never ends at one",
      async () => {
        const run = "with a gap";
        const journal = await openJournal(sql, { run });
        await Promise.all(manyDrafts(30).map((draft) => journal.append(draft)));
        await sql`
          delete from journal
          where run = ${run} and sequence > 5 and sequence <= 25`;
        const read = async (after: number) =>
          (await journal.read(after, 4)).map(({ sequence }) => sequence);
        assertEquals(await read(0), [1, 2, 3, 4]);
        assertEquals(await read(4), [5]);
        assertEquals(await read(5), [26, 27, 28, 29]);
        await assertRejects(
          () => new JournalCursor(journal, () => {}).catchUp(),
          RangeError,
          "Cannot fold row 26 as rows must follow one another",
        );
        await journal.close();
      },
    );
    await t.step("open() goes on after the newest row of its run", async () => {
      const first = await openJournal(sql, { run: "again" });
      await openJournal(sql, { run: "another" });
      await Promise.all(manyDrafts(3).map((draft) => first.append(draft)));
      const second = await openJournal(sql, { run: "again" });
      assertEquals(second.head(), first.head());
      for (const draft of manyDrafts(1)) {
        assertEquals((await second.append(draft)).sequence, 4);
      }
    });

    await t.step(
      "append() commits in groups of at most groupRowsMax rows",
      async () => {
        const run = "grouped";
        const journal = await openJournal(sql, {
          run,
          limits: { groupRowsMax: 10 },
        });
        await Promise.all(manyDrafts(25).map((draft) => journal.append(draft)));
        // Rows that one transaction wrote share its id in the system column `xmin`.
        const groups = await sql<{ size: bigint }[]>`
          select count(*) as size from journal where run = ${run}
          group by xmin::text order by min(sequence)`;
        const sizes = groups.map(({ size }) => Number(size));
        assertEquals(sizes, [10, 10, 5]);
      },
    );

    await t.step(
      "append() rejects what does not fit into the queue",
      async () => {
        const journal = await openJournal(sql, {
          limits: { waitingRowsMax: 3 },
        });
        const outcomes = await Promise.allSettled(
          manyDrafts(4).map((draft) => journal.append(draft)),
        );
        const last = outcomes.at(-1);
        assert(last?.status === "rejected");
        assert(last.reason instanceof JournalFullError);
        assertEquals(journal.head().sequence, 3);
        for (const draft of manyDrafts(1)) await journal.append(draft);
        assertEquals(journal.head().sequence, 4);
      },
    );

    await t.step(
      "append() fails for good once another writer has written",
      async () => {
        const run = "contested";
        const paused = await openJournal(sql, { run });
        const other = await openJournal(sql, { run });
        const [ours, theirs] = manyDrafts(2);
        assert(ours !== undefined && theirs !== undefined);
        await other.append(theirs);
        await assertRejects(
          () => paused.append(ours),
          JournalFencedError,
          `Cannot append to run "contested" as this process must be its only writer: current value is a row 1 by another one`,
        );
        assertEquals(paused.status(), "failed");
        assert(await paused.failed instanceof JournalFencedError);
        await assertRejects(() => paused.append(ours), JournalFencedError);
        assertEquals((await other.read(0, 10)).length, 1);
      },
    );

    await t.step(
      "close() commits what waits and refuses the rest",
      async () => {
        const journal = await openJournal(sql);
        const waiting = manyDrafts(5).map((draft) => journal.append(draft));
        await journal.close();
        assertEquals(journal.head().sequence, 5);
        assertEquals((await Promise.all(waiting)).length, 5);
        for (const draft of manyDrafts(1)) {
          await assertRejects(() => journal.append(draft), JournalClosedError);
        }
      },
    );
  },
});
