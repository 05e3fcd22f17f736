import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import { Projections } from "../../db/projections.ts";
import {
  missingServer,
  TEST_DEPS,
  testServerUrl,
} from "../../db/testing/databases.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
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

/** What somebody may do to a journal behind its back, and what verify says of it. */
const TAMPERED = [
  [
    "payload",
    "update journal set payload = replace(payload, '0.6', '0.7') where kind = 'decision_made'",
    /its hash must be/,
  ],
  [
    "cause",
    "update journal set causation_id = 'another' where sequence = 3",
    /row 3 as its hash must be/,
  ],
  [
    "time",
    "update journal set recorded_at_ms = recorded_at_ms + 1 where sequence = 2",
    /row 2 as its hash must be/,
  ],
  [
    "hash",
    "update journal set hash = repeat('a', 64) where sequence = 2",
    /row 2 as its hash must be/,
  ],
  ["row in the middle", "delete from journal where sequence = 3", /row/],
  ["first row", "delete from journal where sequence = 1", /row/],
  [
    "newest row",
    "delete from journal where sequence = (select max(sequence) from journal)",
    /projections must be as the journal says/,
  ],
  [
    "order of rows",
    "update journal set sequence = case sequence when 2 then -3 else -2 end + 100000 where sequence in (2, 3)",
    /row/,
  ],
  [
    "row of a projection",
    "delete from fills where sequence = (select min(sequence) from fills)",
    /in fills$/,
  ],
  [
    "figure of a projection",
    "update contestants set wins = wins + 1 where contestant_id = 'momentum'",
    /in contestants$/,
  ],
  [
    "row that is made up",
    "insert into equity_marks select run, contestant_id, sequence + 1, cash, positions_at_bid, equity, marked_at_ms from equity_marks order by sequence limit 1",
    /in equity_marks$|in equityMarks$/,
  ],
] as const;

const missing = await missingServer();
const suffix = missing === null ? "" : ` (skipped as ${missing})`;

Deno.test({
  name: `verify finds each kind of tampering${suffix}`,
  ignore: missing !== null,
  async fn(t) {
    const drafts = await settledMarket();
    for (const [what, change, says] of TAMPERED) {
      await t.step(`another ${what}`, async () => {
        await using database = await OwnDatabase.create(testServerUrl());
        const { sql, url } = database;
        const run = { sql, run: "main", ...TEST_DEPS, log: SILENT_LOG };
        await migrate({ ...run, log: SILENT_LOG });
        const journal = await PostgresJournal.open(run);
        await Promise.all(drafts.map((draft) => journal.append(draft)));
        await new Projections({ ...run, journal }).catchUp();
        await journal.close();
        await sql.unsafe(change);
        const { code, out, err } = await runTask(
          "verify",
          "nowhere",
          `--database=${url}`,
        );
        assertEquals([code, out], [1, ""], err);
        assertMatch(err, says);
      });
    }
  },
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
