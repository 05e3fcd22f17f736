/**
 * Writes journal rows into an embedded database until it is killed, for the crash test: after each commit
 * it prints the sequence that is now safe.
 *
 * @module
 */
import { openDatabase } from "../connect.ts";
import { PostgresJournal } from "../journal_writer.ts";
import { migrate } from "../migrate.ts";
import { manyDrafts } from "./sample_drafts.ts";
import { RecordingLog, TEST_DEPS } from "./databases.ts";

if (import.meta.main) {
  const [pgliteDir] = Deno.args;
  if (pgliteDir === undefined) Deno.exit(2);
  const log = new RecordingLog();
  const { sql } = await openDatabase({ pgliteDir, ...TEST_DEPS, log });
  await migrate({ sql, clock: TEST_DEPS.clock, log });
  const journal = await PostgresJournal.open({
    sql,
    run: "main",
    ...TEST_DEPS,
    log,
  });
  const output = Deno.stdout.writable.getWriter();
  const encoder = new TextEncoder();
  while (true) {
    await Promise.all(manyDrafts(7).map((draft) => journal.append(draft)));
    await output.write(encoder.encode(`${journal.head().sequence}\n`));
  }
}
