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
import { TestProxy } from "./testing/proxy.ts";
import { until } from "./testing/until.ts";

interface Outage {
  readonly proxy: TestProxy;
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
  const url = new URL(testServerUrl());
  const proxy = new TestProxy({
    hostname: url.hostname,
    port: Number(url.port || 5432),
  });
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
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
    await run({ proxy, journal, direct });
  } finally {
    await proxied.sql.end({ timeout: 0 });
    proxy.close();
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
    withOutage({}, async ({ proxy, journal, direct }) => {
      const [first, ...rest] = manyDrafts(10);
      assert(first !== undefined);
      await journal.append(first);
      proxy.cut();
      let acknowledged = 0;
      const waiting = rest.map((draft) =>
        journal.append(draft).then(() => acknowledged += 1)
      );
      await until(() => journal.status() === "retrying");
      assertEquals([acknowledged, journal.head().sequence], [0, 1]);
      proxy.restore();
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
    withOutage({}, async ({ proxy, journal, direct }) => {
      const [first, second, third] = manyDrafts(3);
      assert(
        first !== undefined && second !== undefined && third !== undefined,
      );
      await journal.append(first);
      proxy.deafen();
      const lost = journal.append(second);
      await until(async () => {
        const [row] = await direct`select count(*) as rows from journal`;
        return row?.rows === 2n;
      });
      assertEquals(journal.head().sequence, 1);
      proxy.cut();
      proxy.restore();
      assertEquals((await lost).sequence, 2);
      assertEquals((await journal.append(third)).sequence, 3);
    }),
});

Deno.test({
  name:
    `append() does not wait for ever on a server that accepts and never answers${suffix}`,
  ignore: missing !== null,
  fn: () =>
    withOutage({ commitDeadlineMs: 50 }, async ({ proxy, journal }) => {
      const [first, second] = manyDrafts(2);
      assert(first !== undefined && second !== undefined);
      await journal.append(first);
      proxy.deafen();
      const waiting = journal.append(second);
      await until(() => journal.status() === "retrying");
      proxy.cut();
      proxy.restore();
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
      async ({ proxy, journal }) => {
        const [first, second] = manyDrafts(2);
        assert(first !== undefined && second !== undefined);
        proxy.cut();
        await assertRejects(() => journal.append(first));
        assertEquals(journal.status(), "failed");
        proxy.restore();
        await assertRejects(() => journal.append(second));
        assertEquals(journal.head().sequence, 0);
      },
    ),
});
