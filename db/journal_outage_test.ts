import { assert, assertEquals, assertRejects } from "@std/assert";
import { openDatabase } from "./connect.ts";
import { type JournalLimits, PostgresJournal } from "./journal_writer.ts";
import { migrate } from "./migrate.ts";
import type { Sql } from "./pool.ts";
import { manyDrafts } from "./testing/sample_drafts.ts";
import {
  missingServer,
  openTestSchema,
  RecordingLog,
  TEST_DEPS,
  testServerUrl,
} from "./testing/databases.ts";
import { TcpGate } from "./testing/tcp_gate.ts";
import { until } from "./testing/until.ts";

interface Outage {
  readonly gate: TcpGate;
  readonly journal: PostgresJournal;
  /** A way to the server that is never cut. */
  readonly direct: Sql;
}

async function withOutage(
  limits: JournalLimits,
  run: (outage: Outage) => Promise<void>,
): Promise<void> {
  const { database: { sql: direct }, schema, drop } = await openTestSchema();
  const log = new RecordingLog();
  await migrate({ sql: direct, clock: TEST_DEPS.clock, log });
  const gate = await TcpGate.before(new URL(testServerUrl()));
  const url = new URL(gate.through(testServerUrl()));
  url.searchParams.set("search_path", schema);
  const proxied = await openDatabase({ url: url.href, ...TEST_DEPS, log });
  try {
    const journal = await PostgresJournal.open({
      sql: proxied.sql,
      run: "outage",
      ...TEST_DEPS,
      log,
      limits,
    });
    await run({ gate, journal, direct });
  } finally {
    await proxied.sql.end({ timeout: 0 });
    await gate[Symbol.asyncDispose]();
    await drop();
  }
}

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

Deno.test({
  name:
    `append() waits while the server is gone and acknowledges nothing${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage({}, async ({ gate, journal, direct }) => {
      const [first, ...rest] = manyDrafts(10);
      assert(first !== undefined);
      await journal.append(first);
      await gate.close("refused");
      let acknowledged = 0;
      const waiting = rest.map((draft) =>
        journal.append(draft).then(() => acknowledged += 1)
      );
      await until(() => journal.status() === "retrying");
      assertEquals([acknowledged, journal.head().sequence], [0, 1]);
      await gate.open();
      await Promise.all(waiting);
      assertEquals(journal.status(), "ok");
      const [row] = await direct`select count(*) as rows from journal`;
      assertEquals(row?.rows, 10n);
    }),
});

Deno.test({
  name:
    `append() knows its own row again when the answer to its commit was lost${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage({}, async ({ gate, journal, direct }) => {
      const [first, second, third] = manyDrafts(3);
      assert(
        first !== undefined && second !== undefined && third !== undefined,
      );
      await journal.append(first);
      await gate.close("deaf");
      const lost = journal.append(second);
      await until(async () => {
        const [row] = await direct`select count(*) as rows from journal`;
        return row?.rows === 2n;
      });
      assertEquals(journal.head().sequence, 1);
      await gate.open();
      assertEquals((await lost).sequence, 2);
      assertEquals((await journal.append(third)).sequence, 3);
    }),
});

Deno.test({
  name:
    `append() does not wait for ever on a server that accepts and never answers${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage({ commitDeadlineMs: 50 }, async ({ gate, journal }) => {
      const [first, second] = manyDrafts(2);
      assert(first !== undefined && second !== undefined);
      await journal.append(first);
      await gate.close("deaf");
      const waiting = journal.append(second);
      await until(() => journal.status() === "retrying");
      await gate.open();
      assertEquals((await waiting).sequence, 2);
    }),
});

Deno.test({
  name:
    `append() rejects once the server has been gone for retryForMs${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage(
      { retryForMs: 60, commitDeadlineMs: 50 },
      async ({ gate, journal }) => {
        const [first, second] = manyDrafts(2);
        assert(first !== undefined && second !== undefined);
        await gate.close("refused");
        await assertRejects(() => journal.append(first));
        assertEquals(journal.status(), "failed");
        await gate.open();
        await assertRejects(() => journal.append(second));
        assertEquals(journal.head().sequence, 0);
      },
    ),
});

Deno.test({
  name:
    `close() does not wait for a server that is gone, and nothing is acknowledged${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage({ commitDeadlineMs: 50 }, async ({ gate, journal, direct }) => {
      const [first] = manyDrafts(1);
      assert(first !== undefined);
      await gate.close("refused");
      const waiting = assertRejects(() => journal.append(first));
      await until(() => journal.status() === "retrying");
      await Promise.all([waiting, journal.close()]);
      assertEquals([journal.status(), journal.head().sequence], ["failed", 0]);
      const [row] = await direct`select count(*) as rows from journal`;
      assertEquals(row?.rows, 0n);
    }),
});
