import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import { projectedSequence, Projections } from "../../db/projections.ts";
import { dropRun } from "../../db/runs.ts";
import { openTaskLease } from "../../db/task_lease.ts";
import {
  missingServer,
  TEST_DEPS,
  testServerUrl,
} from "../../db/testing/databases.ts";
import type { Sql } from "../../db/pool.ts";
import type { JournalDraft } from "../../domain/journal.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import { TemporaryFolder } from "./arena_process.ts";
import { runTask, settledMarket, stored } from "./stored_journal.ts";

const RUN = "archive 2026-11";

/** Journals `drafts` in the arena's run. @returns What a task should say of it. */
async function fill(
  sql: Sql,
  drafts: readonly JournalDraft[],
): Promise<string> {
  const run = { sql, run: "main", ...TEST_DEPS, log: SILENT_LOG };
  const journal = await PostgresJournal.open(run);
  for (const draft of drafts) await journal.append(draft);
  await new Projections({ ...run, journal }).catchUp();
  const { sequence, hash } = journal.head();
  await journal.close();
  return `rows=${sequence} head=${hash}`;
}

Deno.test("archive puts a season away that verify holds, on PGlite", async () => {
  await using folder = await TemporaryFolder.make();
  const { database } = await stored(folder.path);
  const told = await fill(database.sql, await settledMarket());
  await database.close();
  assertEquals(await runTask("archive", folder.path, "--name=2026-11"), {
    code: 0,
    out: `archived run="${RUN}" ${told}`,
    err: "",
  });
  assertEquals(
    (await runTask("verify", folder.path, `--run=${RUN}`)).out,
    `verified ${told}`,
  );
});

for (const name of [undefined, "a b", ""]) {
  Deno.test(`archive refuses the name ${name} with 2 and one sentence`, async () => {
    const flags = name === undefined ? [] : [`--name=${name}`];
    const { code, err } = await runTask("archive", ".", ...flags);
    assertEquals(code, 2);
    assertMatch(err, /^Cannot .*name.*$/);
  });
}

const missing = await missingServer();

Deno.test({
  name:
    `archive waits for no arena, for nothing to be open and for a new name, and the next season begins anew${
      missing === null ? "" : ` (skipped as ${missing})`
    }`,
  ignore: missing !== null,
  async fn() {
    await using own = await OwnDatabase.create(testServerUrl());
    const { sql, url } = own;
    await migrate({ sql, ...TEST_DEPS, log: SILENT_LOG });
    const archive = async (name: string) => {
      const flags = [`--name=${name}`, `--database=${url}`];
      const { code, out, err } = await runTask("archive", ".", ...flags);
      return code === 0 ? out : err;
    };
    const drafts = await settledMarket();
    const held = await settledMarket({ isSettled: false });
    await fill(sql, held);
    const options = { task: "archive", sql, ...TEST_DEPS, log: SILENT_LOG };
    const lease = await openTaskLease(options);
    assertEquals(
      await archive("2026-11"),
      "Cannot archive as no arena may run on the database: current value is one that does",
    );
    await lease?.release();
    assertMatch(
      await archive("2026-11"),
      /^Cannot archive as nothing may be open .*: current value is 0 orders and [1-9] positions$/,
    );
    const told = await fill(sql, drafts.slice(held.length));
    assertEquals(await archive("2026-11"), `archived run="${RUN}" ${told}`);
    assertEquals(await projectedSequence(sql, "main"), 0);
    await assertRejects(() => dropRun(sql, RUN), RangeError, "must stay");
    assertEquals(
      await archive("2026-12"),
      "Cannot archive as the journal must have rows: current value is none",
    );
    // The next season is a chain of its own, of the same facts here.
    assertEquals(await fill(sql, drafts), told);
    assertEquals(
      await archive("2026-11"),
      "Cannot archive as --name must be new: current value is 2026-11",
    );
    for (const run of ["main", RUN]) {
      const flags = [`--database=${url}`, `--run=${run}`];
      const { out } = await runTask("verify", ".", ...flags);
      assertEquals(out, `verified ${told}`);
    }
  },
});
