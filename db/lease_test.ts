import { assert, assertEquals, assertRejects } from "@std/assert";
import { GENESIS_HEAD } from "../domain/journal.ts";
import { type ChainedRow, chainRow } from "../domain/journal_chain.ts";
import { JournalFencedError } from "./journal_errors.ts";
import { insertRows, readHead } from "./journal_table.ts";
import { PostgresJournal } from "./journal_writer.ts";
import { newHolder } from "./lease.ts";
import { beatLease, createLease, readLease, takeLease } from "./lease_table.ts";
import { Candidate, growStale } from "./lease_testing.ts";
import { migrate } from "./migrate.ts";
import type { Queryable, Sql } from "./pool.ts";
import {
  missingServer,
  openTestSchema,
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "./testing/databases.ts";
import { manyDrafts } from "./testing/sample_drafts.ts";
import { until } from "./testing/until.ts";

/** Longer than any test: whoever beats once lives. */
const LONG_TTL = { ttlMs: 600_000 };
/** So rarely that a test has made the heartbeat stale before the next one. */
const SILENT = { ...LONG_TTL, beatEveryMs: 600_000 };

function openJournal(
  sql: Sql,
  run: string,
  fencingNumber: bigint,
): Promise<PostgresJournal> {
  const log = new RecordingLog();
  return PostgresJournal.open({ sql, run, ...TEST_DEPS, log, fencingNumber });
}

/** Takes a lease from its first holder, as another process does that knows it is dead. */
function take(sql: Queryable, run: string, name: string): Promise<boolean> {
  return takeLease(sql, {
    run,
    holder: { id: name, name },
    after: 1n,
    ttlMs: LONG_TTL.ttlMs,
    isHolderDead: true,
  });
}

async function holderOf(sql: Sql, run: string) {
  const row = await readLease(sql, run, LONG_TTL.ttlMs);
  return [row?.fencingNumber, row?.holder, row?.isStale];
}

Deno.test("newHolder() returns a holder that was never there before", () => {
  const [first, second] = [1, 2].map(() =>
    newHolder("host-7, process 1", TEST_DEPS.random)
  );
  assertEquals(first?.name, second?.name);
  assert(first?.id !== second?.id);
});

await testOnDatabases({
  name: "acquireLease()",
  run: async ({ t, database: { sql } }) => {
    await t.step("counts the holders of a run that let go of it", async () => {
      const run = "released";
      for (const expected of [1n, 2n, 3n]) {
        const lease = await new Candidate("a", { sql, run }).held();
        assertEquals(lease.fencingNumber, expected);
        assertEquals(await holderOf(sql, run), [expected, "a", false]);
        await lease.release();
        assertEquals(await holderOf(sql, run), [expected, null, false]);
      }
    });

    await t.step("stands by while the holder lives", async () => {
      const options = { sql, run: "lively", limits: LONG_TTL };
      const first = await new Candidate("first", options).held();
      const second = new Candidate("second", options);
      await until(() => second.looks >= 3);
      second.stop();
      assertEquals(await second.lease, null);
      assertEquals(await holderOf(sql, "lively"), [1n, "first", false]);
      assertEquals(second.log.lines, [{
        level: "info",
        message: "another process holds the lease: this one stands by",
      }]);
      await first.release();
    });

    await t.step("keeps the heartbeat of a holder fresh", async () => {
      const options = { sql, run: "beating", limits: LONG_TTL };
      const first = await new Candidate("first", options).held();
      const second = new Candidate("second", options);
      await until(() => second.looks > 0);
      second.stop();
      await second.lease;
      await growStale(sql, "beating");
      await until(async () => (await holderOf(sql, "beating"))[2] === false);
      await first.release();
    });

    await t.step("takes over as soon as the holder lets go", async () => {
      const options = { sql, run: "handed over", limits: LONG_TTL };
      const first = await new Candidate("first", options).held();
      const second = new Candidate("second", options);
      await until(() => second.looks > 0);
      await first.release();
      const lease = await second.held();
      assertEquals(lease.fencingNumber, 2n);
      await lease.release();
    });

    await t.step("takes over when the holder is silent", async () => {
      const options = { sql, run: "silent", limits: SILENT };
      const first = await new Candidate("first", options).held();
      const second = new Candidate("second", options);
      await until(() => second.looks > 0);
      await growStale(sql, "silent");
      const lease = await second.held();
      assertEquals(await holderOf(sql, "silent"), [2n, "second", false]);
      // The one that it was taken from cannot let go of it.
      await first.release();
      assertEquals(await holderOf(sql, "silent"), [2n, "second", false]);
      await lease.release();
    });

    await t.step("asks nobody where nobody else can be", async () => {
      const options = { sql, run: "alone", limits: SILENT };
      const first = await new Candidate("first", options).held();
      const again = new Candidate("again", { ...options, isAlone: true });
      const lease = await again.held();
      assertEquals([lease.fencingNumber, again.looks], [2n, 0]);
      await first.release();
      await lease.release();
    });

    await t.step("knows its own lease when the answer was lost", async () => {
      const run = "answered late";
      const options = { sql, run, limits: SILENT };
      const first = await new Candidate("first", options).held();
      const second = new Candidate("second", options);
      await until(() => second.looks > 0);
      // What the database has done when nothing but its answer is missing.
      assertEquals(await take(sql, run, "second"), true);
      const lease = await second.held();
      assertEquals(lease.fencingNumber, 2n);
      assertEquals(await holderOf(sql, run), [2n, "second", false]);
      await first.release();
      await lease.release();
    });

    await t.step(
      "is made by all who come at once, and fails none",
      async () => {
        for (let round = 0; round < 60; round += 1) {
          const run = `made at once ${round}`;
          const made = Array.from({ length: 8 }, () => createLease(sql, run));
          await Promise.all(made);
          const { fencingNumber } = await readLease(sql, run, 1_000) ?? {};
          assertEquals(fencingNumber, 0n);
        }
      },
    );

    await t.step("lets one of many have it", async () => {
      const options = { sql, run: "wanted", limits: LONG_TTL };
      const names = ["a", "b", "c", "d", "e"];
      const all = names.map((name) => new Candidate(name, options));
      const winner = await Promise.any(all.map(async (candidate) => {
        const lease = await candidate.held();
        return { candidate, lease };
      }));
      const others = all.filter((candidate) => candidate !== winner.candidate);
      await Promise.race([
        until(() => others.every(({ looks }) => looks > 0)),
        // One that fails never looks again: its error says more than a wait that is over.
        ...others.map(({ lease }) => lease.then(() => new Promise(() => {}))),
      ]);
      for (const candidate of others) candidate.stop();
      const leases = await Promise.all(others.map(({ lease }) => lease));
      assertEquals(leases, [null, null, null, null]);
      assertEquals(winner.lease.fencingNumber, 1n);
      await winner.lease.release();
    });
  },
});

await testOnDatabases({
  name: "a holder that was paused",
  run: async ({ t, database: { sql } }) => {
    const [early, late, theirs] = manyDrafts(3);
    assert(early !== undefined && late !== undefined && theirs !== undefined);

    await t.step("writes nothing more, and fails for good", async () => {
      const run = "fenced";
      const options = { sql, run, limits: SILENT };
      const paused = await new Candidate("paused", options).held();
      const journal = await openJournal(sql, run, paused.fencingNumber);
      await journal.append(early);
      await growStale(sql, run);
      const heir = await new Candidate("heir", options).held();
      await assertRejects(
        () => journal.append(late),
        JournalFencedError,
        `Cannot append to run "fenced" as this process must hold its lease: current value is number 1, and number 2 is with heir`,
      );
      assertEquals(journal.status(), "failed");
      assert(await journal.failed instanceof JournalFencedError);
      await assertRejects(() => journal.append(late), JournalFencedError);
      assertEquals((await journal.read(0, 10)).length, 1);

      const next = await openJournal(sql, run, heir.fencingNumber);
      assertEquals((await next.append(theirs)).sequence, 2);
      await heir.release();
      await paused.release();
    });

    await t.step("is told so by its next heartbeat", async () => {
      const run = "told";
      const options = { sql, run, limits: LONG_TTL };
      const paused = await new Candidate("paused", options).held();
      // What a process does that takes over between two heartbeats.
      assertEquals(await take(sql, run, "heir"), true);
      assertEquals(
        (await paused.lost).message,
        `Cannot go on writing to run "told" as this process must hold its lease: current value is number 1, and number 2 is with heir`,
      );
      await paused.release();
    });

    await t.step("keeps what it holds if it wakes up in time", async () => {
      const run = "awake";
      const options = { sql, run, limits: LONG_TTL };
      const holder = await new Candidate("holder", options).held();
      await growStale(sql, run);
      await until(async () => (await holderOf(sql, run))[2] === false);
      // The other one has seen the stale heartbeat, and comes too late.
      const isTaken = await takeLease(sql, {
        run,
        holder: { id: "heir", name: "heir" },
        after: 1n,
        ttlMs: LONG_TTL.ttlMs,
        isHolderDead: false,
      });
      assertEquals(isTaken, false);
      await holder.release();
    });

    await t.step("is told that its lease was removed", async () => {
      const run = "removed";
      const options = { sql, run, limits: SILENT };
      const holder = await new Candidate("holder", options).held();
      const journal = await openJournal(sql, run, holder.fencingNumber);
      await sql`delete from leases where run = ${run}`;
      await assertRejects(
        () => journal.append(early),
        JournalFencedError,
        "current value is number 1, and the lease is gone",
      );
      await holder.release();
    });
  },
});

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

interface Contest {
  readonly sql: Sql;
  readonly run: string;
  readonly rows: readonly ChainedRow[];
}

/** A lease that "first" holds with number 1, on a server: each of two transactions has a connection. */
async function withContest(
  run: (contest: Contest) => Promise<void>,
): Promise<void> {
  const { database: { sql }, drop } = await openTestSchema();
  try {
    await migrate({ sql, clock: TEST_DEPS.clock, log: new RecordingLog() });
    const name = "contested";
    const options = { sql, run: name, limits: SILENT };
    const first = await new Candidate("first", options).held();
    const rows = manyDrafts(1).map((draft) => chainRow(GENESIS_HEAD, draft));
    await run({ sql, run: name, rows });
    await first.release();
  } finally {
    await drop();
  }
}

/** Whether a statement of this database that begins with `verb` waits for a transaction of another one. */
async function isWaiting(sql: Sql, verb: string): Promise<boolean> {
  const [row] = await sql<{ waiting: bigint }[]>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
      and starts_with(ltrim(query, E' \n'), ${verb})
      and pid in (select pid from pg_locks where relation = 'leases'::regclass)`;
  return row !== undefined && row.waiting > 0n;
}

Deno.test({
  name: `takeLease() waits for the insert that is under way${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withContest(async ({ sql, run, rows }) => {
      let taking: Promise<boolean> | undefined;
      await sql.begin(async (tx) => {
        const insertion = { run, fencingNumber: 1n, rows };
        assertEquals(await insertRows(tx, insertion), true);
        // A heartbeat does not wait: this would hang.
        assertEquals(await beatLease(sql, { run, fencingNumber: 1n }), true);
        taking = take(sql, run, "heir");
        await until(() => isWaiting(sql, "update leases"));
      });
      assertEquals(await taking, true);
      // So the head that the heir reads now is the last one of its predecessor.
      assertEquals((await readHead(sql, run))?.sequence, 1);
    }),
});

Deno.test({
  name:
    `insertRows() writes nothing when the lease is taken meanwhile${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withContest(async ({ sql, run, rows }) => {
      let inserting: Promise<boolean> | undefined;
      await sql.begin(async (tx) => {
        assertEquals(await take(tx, run, "heir"), true);
        // It began while the old number was the committed one.
        inserting = insertRows(sql, { run, fencingNumber: 1n, rows });
        await until(() => isWaiting(sql, "insert into journal"));
      });
      assertEquals(await inserting, false);
      assertEquals(await readHead(sql, run), null);
    }),
});
