import { assert, assertEquals } from "@std/assert";
import { PostgresJournal } from "../../db/journal_writer.ts";
import { projectedSequence } from "../../db/projections.ts";
import { ARENA_RUN, registerRun, runsNamed } from "../../db/runs.ts";
import { sampleDrafts } from "../../db/testing/sample_drafts.ts";
import {
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "../../db/testing/databases.ts";
import { KEPT_RUNS_MAX, KeptRun } from "./kept_run.ts";

await testOnDatabases({
  name: "KeptRun",
  run: async ({ t, database: { sql } }) => {
    const options = { sql, ...TEST_DEPS, log: new RecordingLog() };
    const drafts = sampleDrafts();

    await t.step("finish() folds what was journaled", async () => {
      const run = await KeptRun.open(options);
      for (const draft of drafts) void run.journal.append(draft);
      assertEquals(await run.finish(), []);
      assertEquals(await projectedSequence(sql, run.name), drafts.length);
    });

    await t.step("open() begins anew each time", async () => {
      const [first, second] = [
        await KeptRun.open(options),
        await KeptRun.open(options),
      ];
      assert(first.name !== second.name);
      assertEquals(second.journal.head().sequence, 0);
    });

    await t.step("finish() removes the oldest replays only", async () => {
      const journal = await PostgresJournal.open({
        ...options,
        run: ARENA_RUN,
      });
      await Promise.all(drafts.map((draft) => journal.append(draft)));
      await registerRun(sql, ARENA_RUN);
      const before = await runsNamed(sql, "replay-");
      for (let count = before.length; count < KEPT_RUNS_MAX - 1; count += 1) {
        await KeptRun.open(options);
      }
      const full = await KeptRun.open(options);
      assertEquals(await full.finish(), []);
      const next = await KeptRun.open(options);
      const oldest = (await runsNamed(sql, "replay-")).at(-1) ?? "";
      assertEquals(await next.finish(), [oldest]);
      const kept = await runsNamed(sql, "replay-");
      assertEquals(kept.length, KEPT_RUNS_MAX);
      assert(kept.includes(next.name));
      const rows = await sql`select 1 from journal where run = ${oldest}`;
      assertEquals(rows.length, 0);
      assertEquals((await journal.read(0, 100)).length, drafts.length);
      assertEquals(await runsNamed(sql, ARENA_RUN), [ARENA_RUN]);
    });
  },
});
