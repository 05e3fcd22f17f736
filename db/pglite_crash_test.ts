import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { GENESIS_HEAD } from "../domain/journal.ts";
import { checkRow } from "../domain/journal_chain.ts";
import { openDatabase } from "./connect.ts";
import { PostgresJournal } from "./journal_writer.ts";
import { RecordingLog, TEST_DEPS } from "./testing/databases.ts";

const KILLS = 3;
const ROWS_PER_LIFE = 150;

/** Starts a process that writes rows until it is killed. */
function startWriter(pgliteDir: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("./testing/crash_writer.ts", import.meta.url).href,
      pgliteDir,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Returns the last sequence that the writer said is safe before it was killed. */
async function writeAndKill(pgliteDir: string, rows: number): Promise<number> {
  const child = startWriter(pgliteDir);
  let text = "";
  let isKilled = false;
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    // What it still said before it died counts as well.
    if (!isKilled && lastLine(text) >= rows) {
      child.kill("SIGKILL");
      isKilled = true;
    }
  }
  const { signal } = await child.status;
  assertEquals(signal, "SIGKILL");
  return lastLine(text);
}

function lastLine(text: string): number {
  return Number(
    text.slice(0, text.lastIndexOf("\n") + 1).trim().split("\n").at(-1),
  );
}

Deno.test("the embedded database opens again after kill -9 with every committed row", async () => {
  const pgliteDir = await Deno.makeTempDir();
  try {
    let safe = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = safe;
      safe = await writeAndKill(pgliteDir, before + ROWS_PER_LIFE);
      assertGreaterOrEqual(safe, before + ROWS_PER_LIFE);
    }
    const database = await openDatabase({
      pgliteDir,
      ...TEST_DEPS,
      log: new RecordingLog(),
    });
    const journal = await PostgresJournal.open({
      sql: database.sql,
      run: "main",
      ...TEST_DEPS,
      log: new RecordingLog(),
    });
    const rows = await journal.read(0, 10_000);
    assertGreaterOrEqual(rows.length, safe);
    assert(
      rows.length <= safe + KILLS * 7,
      "only the group under way may be more",
    );
    let head = GENESIS_HEAD;
    for (const row of rows) {
      checkRow(head, row);
      head = row;
    }
    await database.close();
  } finally {
    await Deno.remove(pgliteDir, { recursive: true });
  }
});

/** Resolves as soon as one of `paths` is there. */
async function firstOf(paths: readonly string[]): Promise<void> {
  const isThere = (path: string) =>
    Deno.lstat(path).then(() => true, () => false);
  while (!(await Promise.all(paths.map(isThere))).includes(true));
}

Deno.test("the embedded database opens again after kill -9 while it was made", async () => {
  const pgliteDir = await Deno.makeTempDir();
  try {
    const child = startWriter(pgliteDir);
    const unread = child.stdout.cancel();
    // By this file it is taken for one that is there, and it comes before some without which it does not start.
    await firstOf([
      `${pgliteDir}/pgdata/PG_VERSION`,
      `${pgliteDir}/pgdata.new/PG_VERSION`,
    ]);
    child.kill("SIGKILL");
    await Promise.all([child.status, unread]);
    const { sql, close } = await openDatabase({
      pgliteDir,
      ...TEST_DEPS,
      log: new RecordingLog(),
    });
    const [row] = await sql`select 1 as answer`;
    assertEquals(row?.answer, 1);
    await close();
  } finally {
    await Deno.remove(pgliteDir, { recursive: true });
  }
});
