import { assert, assertEquals, assertMatch } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { acquireLease } from "../../db/lease_wait.ts";
import { readLease } from "../../db/lease_table.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import { Projections } from "../../db/projections.ts";
import { archiveRun } from "../../db/runs.ts";
import { openTaskLease } from "../../db/task_lease.ts";
import {
  missingServer,
  TEST_DEPS,
  testServerUrl,
} from "../../db/testing/databases.ts";
import type { Sql } from "../../db/pool.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import { readWholeText } from "../../venues/tape/line_reader.ts";
import { TemporaryFolder } from "./arena_process.ts";
import { runTask, settledMarket, stored } from "./stored_journal.ts";

const CALL = `calls/ab/${"ab".repeat(32)}.jsonl.gz`;
const BYTES = Uint8Array.of(0x1f, 0x8b, 0, 255, 10);
const DROPPED = `calls/ab/${"ab".repeat(32)}.jsonl.gz.17-1`;

/** Journals a settled market as the arena's. @returns What a task should say of it. */
async function fill(sql: Sql): Promise<string> {
  const run = { sql, run: "main", ...TEST_DEPS, log: SILENT_LOG };
  const journal = await PostgresJournal.open(run);
  for (const draft of await settledMarket()) await journal.append(draft);
  await new Projections({ ...run, journal }).catchUp();
  const { sequence, hash } = journal.head();
  await journal.close();
  return `rows=${sequence} head=${hash}`;
}

async function keepCalls(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/calls/ab`, { recursive: true });
  await Deno.writeTextFile(`${folder}/calls/manifest.json`, "{}");
  await Deno.writeFile(`${folder}/${CALL}`, BYTES);
  await Deno.writeFile(`${folder}/${DROPPED}`, BYTES);
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("restore brings back what backup wrote: journal, pages and recorded calls, on PGlite", async () => {
  await using folder = await TemporaryFolder.make();
  const [lost, found] = [`${folder.path}/lost`, `${folder.path}/found`];
  const { database } = await stored(lost);
  const told = await fill(database.sql);
  await database.close();
  await keepCalls(lost);
  const file = `${folder.path}/arena.backup.gz`;

  assertEquals(await runTask("backup", lost, file), {
    code: 0,
    out: `calls=2\nbacked up ${told}`,
    err: "",
  });
  assertEquals(
    (await runTask("backup", lost, file)).err,
    `Cannot back up to ${file} as the file must not exist yet: current value is taken; name another file or remove this one`,
  );
  assertEquals(await exists(`${file}.unfinished`), false);

  assertEquals(await runTask("restore", found, file), {
    code: 0,
    out: `restored ${told}`,
    err: "",
  });
  assertEquals((await runTask("verify", found)).out, `verified ${told}`);
  assertEquals(await Deno.readFile(`${found}/${CALL}`), BYTES);
  assert(await exists(`${found}/calls/manifest.json`));
  assertEquals(await exists(`${found}/${DROPPED}`), false);
  assertMatch(
    (await runTask("restore", found, file)).err,
    /^Cannot restore as the database must not have run "main" yet .*: current value is one of \d+ rows$/,
  );
});

Deno.test("restore writes nothing of a file that does not hold, and says where", async (t) => {
  await using folder = await TemporaryFolder.make();
  const { database } = await stored(folder.path);
  await fill(database.sql);
  await database.close();
  const file = `${folder.path}/whole.gz`;
  assertEquals((await runTask("backup", folder.path, file)).code, 0);
  const text = await readWholeText(file);
  const lines = text.trimEnd().split("\n");
  const without = (index: number) =>
    `${lines.toSpliced(index, 1).join("\n")}\n`;
  const damaged:
    readonly (readonly [string, Uint8Array<ArrayBuffer>, RegExp])[] = [
      ["none", new Uint8Array(), /as it must be a backup: .* an empty file$/],
      ["text", await gzip("hello\n"), /:1 as it must be a line of a backup/],
      [
        "cut off",
        (await Deno.readFile(file)).slice(0, -200),
        /its gzip stream must be whole/,
      ],
      ["no end", await gzip(without(lines.length - 1)), /its last line/],
      ["no row", await gzip(without(3)), /row 3 as its sequence must be 3/],
      [
        "no newest row",
        await gzip(without(lines.length - 2)),
        /it must hold \d+ rows and 0 calls: current value is \d+ rows/,
      ],
      [
        "another payload",
        await gzip(text.replace("10000.00", "10000.01")),
        /as its hash must be/,
      ],
      [
        "a path that leads out",
        await gzip(
          text.replace('{"end"', '{"call":"../x","base64":"aGk="}\n{"end"'),
        ),
        /as it must be a line of a backup/,
      ],
    ];
  for (const [name, bytes, expected] of damaged) {
    await t.step(name, async () => {
      const path = `${folder.path}/damaged.gz`;
      const target = `${folder.path}/target`;
      await Deno.writeFile(path, bytes);
      const { code, out, err } = await runTask("restore", target, path);
      assertEquals([code, out], [1, ""]);
      assertMatch(err, expected);
      assertEquals(await exists(target), false);
    });
  }
});

const missing = await missingServer();

Deno.test({
  name:
    `backup holds archived seasons beside a running arena, and no process of before a restore can write after it${
      missing === null ? "" : ` (skipped as ${missing})`
    }`,
  ignore: missing !== null,
  async fn() {
    await using folder = await TemporaryFolder.make();
    await using lost = await OwnDatabase.create(testServerUrl());
    await using found = await OwnDatabase.create(testServerUrl());
    const { sql } = lost;
    await migrate({ sql, ...TEST_DEPS, log: SILENT_LOG });
    const archived = await fill(sql);
    const options = { task: "archive", sql, ...TEST_DEPS, log: SILENT_LOG };
    const archiving = await openTaskLease(options);
    const fencingNumber = archiving?.fencingNumber ?? 0n;
    await archiveRun(sql, { to: "archive 2026-11", fencingNumber });
    await archiving?.release();
    const told = await fill(sql);
    const running = await openTaskLease(options);
    assertEquals(running?.fencingNumber, 2n);

    const file = `${folder.path}/arena.backup.gz`;
    const backup = await runTask(
      "backup",
      folder.path,
      file,
      `--database=${lost.url}`,
    );
    assertEquals(backup, {
      code: 0,
      out: `run="archive 2026-11" ${archived}\ncalls=0\nbacked up ${told}`,
      err: "",
    });
    await running?.release();

    const target = ["--database", found.url] as const;
    const restored = await runTask("restore", folder.path, file, ...target);
    assertEquals(restored.err, "");
    assertEquals(
      restored.out,
      `run="archive 2026-11" ${archived}\nrestored ${told}`,
    );
    for (const run of ["main", "archive 2026-11"]) {
      const { code } = await runTask(
        "verify",
        folder.path,
        ...target,
        `--run=${run}`,
      );
      assertEquals(code, 0);
    }
    const lease = await readLease(found.sql, "main", 0);
    assertEquals([lease?.fencingNumber, lease?.holderId], [2n, null]);
    const heir = await acquireLease({
      sql: found.sql,
      run: "main",
      holder: { id: "heir", name: "heir" },
      file: null,
      isAlone: false,
      clock: TEST_DEPS.clock,
      log: SILENT_LOG,
      onStandingBy() {},
      signal: new AbortController().signal,
    });
    assertEquals(heir?.fencingNumber, 3n);
    await heir?.release();
  },
});
