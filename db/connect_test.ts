import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DatabaseUnreachableError, openDatabase } from "./connect.ts";
import { PostgresJournal } from "./journal_writer.ts";
import { migrate } from "./migrate.ts";
import { manyDrafts } from "./testing/sample_drafts.ts";
import {
  missingServer,
  RecordingLog,
  TEST_DEPS,
  testServerUrl,
} from "./testing/databases.ts";
import { until } from "./testing/until.ts";

function open(url: string) {
  return openDatabase({ url, ...TEST_DEPS, log: new RecordingLog() });
}

async function withDirectory(
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("openDatabase() says in one sentence, without the password, that nobody listens", async () => {
  const error = await assertRejects(
    () => open("postgres://arena:secret@127.0.0.1:1/arena?password=secret"),
    DatabaseUnreachableError,
  );
  assertEquals(
    error.message,
    "Cannot open the database as DATABASE_URL must name a reachable PostgreSQL server: current value is postgres://arena:***@127.0.0.1:1/arena (connection refused)",
  );
});

Deno.test("openDatabase() refuses a URL of something else", async () => {
  for (const url of ["mysql://root:secret@x/y", "secret", "postgres://"]) {
    const { message } = await assertRejects(
      () => open(url),
      DatabaseUnreachableError,
      "(it must start with postgres://)",
    );
    assert(!message.includes("secret"), message);
  }
});

const missing = await missingServer();
Deno.test({
  name: `openDatabase() says that a database does not exist${
    missing === null ? "" : ` (skipped as ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    const url = new URL(testServerUrl());
    url.pathname = "/arena_no_such_database";
    await assertRejects(
      () => open(url.href),
      DatabaseUnreachableError,
      "/arena_no_such_database (no such database)",
    );
  },
});

Deno.test("openDatabase() refuses a directory that is open, and leaves it working", async () => {
  await withDirectory(async (pgliteDir) => {
    const options = {
      pgliteDir,
      ...TEST_DEPS,
      log: new RecordingLog(),
      limits: { lockDeadlineMs: 100 },
    };
    const first = await openDatabase(options);
    const { message } = await assertRejects(() => openDatabase(options), Error);
    assertEquals(
      message,
      `Cannot open the embedded database as nobody else may have its directory open (stop the other arena, or set DATABASE_URL): current value is ${pgliteDir}, locked`,
    );
    assertEquals([...await first.sql`select 1 as one`], [{ one: 1 }]);
    const { mode } = await Deno.stat(`${pgliteDir}/socket`);
    assertEquals((mode ?? 0) & 0o777, 0o700);
    await first.close();
    const again = await openDatabase(options);
    await again.close();
  });
});

Deno.test("openDatabase() refuses a directory whose socket would have too long a path", async () => {
  const pgliteDir = `/nowhere/${"x".repeat(100)}`;
  await withDirectory(async (directory) => {
    await assertRejects(
      () =>
        openDatabase({
          pgliteDir: `${directory}${pgliteDir}`,
          ...TEST_DEPS,
          log: new RecordingLog(),
        }),
      RangeError,
      "must have at most 103 bytes (name a shorter directory)",
    );
  });
});

/** Keeps PGlite from answering anybody for some seconds. */
const LONG_STATEMENT = "select count(*) from generate_series(1, 12000000)";

Deno.test("the embedded database is started again when it does not answer, and no row is lost", async () => {
  await withDirectory(async (pgliteDir) => {
    const log = new RecordingLog();
    const database = await openDatabase({
      pgliteDir,
      ...TEST_DEPS,
      log,
      limits: {
        checkEveryMs: 20,
        checkDeadlineMs: 1_000,
        lockDeadlineMs: 60_000,
      },
    });
    const { sql } = database;
    await migrate({ sql, clock: TEST_DEPS.clock, log });
    const journal = await PostgresJournal.open({
      sql,
      run: "main",
      ...TEST_DEPS,
      log,
    });
    const [first, second] = manyDrafts(2);
    assert(first !== undefined && second !== undefined);
    await journal.append(first);
    const stuck = sql.unsafe(LONG_STATEMENT).execute().catch(() => "cut");
    assertEquals((await journal.append(second)).sequence, 2);
    assertEquals(await stuck, "cut");
    assertEquals((await journal.read(0, 10)).length, 2);
    assert(
      log.lines.some(({ message }) =>
        message === "the embedded database is started again"
      ),
    );
    await database.close();
  });
});

Deno.test("an embedded database in memory is lost when it does not answer", async () => {
  const lost: Error[] = [];
  const database = await openDatabase({
    ...TEST_DEPS,
    log: new RecordingLog(),
    limits: { checkEveryMs: 20, checkDeadlineMs: 100 },
    onLost: (error) => lost.push(error),
  });
  const stuck = database.sql.unsafe(LONG_STATEMENT).execute().catch(() => {});
  await until(() => lost.length === 1);
  await stuck;
  await database.close();
  assertMatch(
    lost[0]?.message ?? "",
    /^Cannot bring the embedded database back as one in memory ends/,
  );
});

Deno.test("an embedded database whose Worker does not end is lost, and never opened twice", async () => {
  await withDirectory(async (pgliteDir) => {
    const lost: Error[] = [];
    const log = new RecordingLog();
    const database = await openDatabase({
      pgliteDir,
      ...TEST_DEPS,
      log,
      limits: {
        checkEveryMs: 20,
        checkDeadlineMs: 100,
        lockDeadlineMs: 100,
        restartForMs: 100,
      },
      onLost: (error) => lost.push(error),
    });
    const stuck = database.sql.unsafe(LONG_STATEMENT).execute().catch(() => {});
    await until(() => lost.length === 1);
    await stuck;
    await database.close();
    assertMatch(
      lost[0]?.message ?? "",
      /^Cannot bring the embedded database back as it must start again within 100 ms .*, locked"$/,
    );
    // Once the statement is through, the Worker ends and lets go of the directory.
    const again = await openDatabase({
      pgliteDir,
      ...TEST_DEPS,
      log,
      limits: { lockDeadlineMs: 60_000 },
    });
    await again.close();
  });
});
