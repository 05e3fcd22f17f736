import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import { openDatabase } from "../../db/connect.ts";
import { Projections } from "../../db/projections.ts";
import type { JournalDraft } from "../../domain/journal.ts";
import { SystemClock, SystemRandom } from "../../runtime/mod.ts";
import { Scene } from "../arena/scene.ts";
import { TemporaryFolder } from "./arena_process.ts";

async function verify(folder: string, ...flags: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "verify", ...flags],
    env: { ARENA_DATA_DIR: folder },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd();
  return { code, out: text(stdout), err: text(stderr) };
}

/** Opens the embedded database of `folder`, as an arena on it would. */
async function stored(folder: string) {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const database = await openDatabase({
    pgliteDir: `${folder}/pglite`,
    clock,
    random,
    log: SILENT_LOG,
  });
  const { sql } = database;
  await migrate({ sql, clock, log: SILENT_LOG });
  return {
    database,
    run: { sql, run: "main", clock, random, log: SILENT_LOG },
  };
}

/** What an arena journals from a market's listing to its settlement. */
async function settledMarket(): Promise<readonly JournalDraft[]> {
  const scene = await Scene.open();
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  await scene.phase("closed");
  await scene.phase("final", { kind: "yes" });
  await scene.stage.close();
  return (await scene.rows()).map((
    { entry, causationId, correlationId, occurredAtMs, recordedAtMs },
  ) => ({ entry, causationId, correlationId, occurredAtMs, recordedAtMs }));
}

Deno.test("verify holds a journal and its projections, and names what was changed in either", async () => {
  await using folder = await TemporaryFolder.make();
  let { database, run } = await stored(folder.path);
  const journal = await PostgresJournal.open(run);
  for (const row of await settledMarket()) await journal.append(row);
  await new Projections({ ...run, journal }).catchUp();
  const { sequence, hash } = journal.head();
  await journal.close();
  await database.close();
  assertEquals(await verify(folder.path), {
    code: 0,
    out: `verified rows=${sequence} head=${hash}`,
    err: "",
  });

  ({ database, run } = await stored(folder.path));
  await run.sql`update decisions set reason = 'Somebody else said so.'`;
  await database.close();
  const changed = await verify(folder.path);
  assertEquals([changed.code, changed.out], [1, ""]);
  assertMatch(
    changed.err,
    /^Cannot verify run "main" as its projections must be as the journal says .* in decisions$/,
  );
  assertEquals((await verify(folder.path, "--rebuild")).code, 0);

  ({ database, run } = await stored(folder.path));
  await run
    .sql`update journal set payload = replace(payload, '0.6', '0.7') where kind = 'decision_made'`;
  await database.close();
  const tampered = await verify(folder.path);
  assertEquals([tampered.code, tampered.out], [1, ""]);
  assertStringIncludes(tampered.err, "hash");
});

Deno.test("verify does not hold a run or a database that is not there", async () => {
  await using folder = await TemporaryFolder.make();
  assertEquals(await verify(folder.path), {
    code: 1,
    out: "",
    err:
      `Cannot verify as ARENA_DATA_DIR must hold a database: current value is ${folder.path}, which holds none`,
  });
  const { database } = await stored(folder.path);
  await database.close();
  assertEquals(await verify(folder.path, "--run", "replay-none"), {
    code: 1,
    out: "",
    err:
      "Cannot verify as --run must name a run of this database: current value is replay-none",
  });
});
