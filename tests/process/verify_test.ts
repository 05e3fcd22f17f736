import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { Projections } from "../../db/projections.ts";
import { TemporaryFolder } from "./arena_process.ts";
import { runTask, settledMarket, stored } from "./stored_journal.ts";

const verify = (folder: string, ...flags: readonly string[]) =>
  runTask("verify", folder, ...flags);

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
