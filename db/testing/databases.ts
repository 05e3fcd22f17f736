/**
 * The two databases that every test of this folder runs on.
 *
 * @module
 */
import { SystemClock } from "../../runtime/clock.ts";
import { SystemRandom } from "../../runtime/random.ts";
import { type Database, openDatabase } from "../connect.ts";
import type { DatabaseLog } from "../log.ts";
import { migrate } from "../migrate.ts";
import { openPool } from "../pool.ts";

const DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/test";

/** What tests of this folder inject. */
export const TEST_DEPS = {
  clock: new SystemClock(),
  random: new SystemRandom(),
} as const;

/** A log that keeps what it is told. */
export class RecordingLog implements DatabaseLog {
  readonly lines: { level: string; message: string }[] = [];

  info(_fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: "info", message });
  }
  warn(_fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: "warn", message });
  }
  error(_fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: "error", message });
  }
}

/** What a test on a database gets. */
export interface DatabaseTest {
  readonly t: Deno.TestContext;
  readonly database: Database;
}

/** Options of `testOnDatabases`. */
export interface DatabaseTestOptions {
  readonly name: string;
  /** Whether the schema is there when the test begins. @default {true} */
  readonly migrated?: boolean;
  readonly run: (test: DatabaseTest) => Promise<void>;
}

/** Registers a test for PGlite and one for PostgreSQL, each with an empty database of its own. */
export async function testOnDatabases(
  options: DatabaseTestOptions,
): Promise<void> {
  Deno.test(`${options.name} on PGlite`, async (t) => {
    const database = await openDatabase({
      ...TEST_DEPS,
      log: new RecordingLog(),
    });
    try {
      await runTest(options, { t, database });
    } finally {
      await database.close();
    }
  });
  await testOnServer(options);
}

/** Returns the server that tests use, from `TEST_DATABASE_URL` where that is set. */
export function testServerUrl(): string {
  return Deno.env.get("TEST_DATABASE_URL") ?? DEFAULT_URL;
}

/** Opens a new schema on the test server. `drop` closes it and removes everything in it. */
export async function openTestSchema(): Promise<
  {
    readonly database: Database;
    readonly schema: string;
    /** Where another process opens the same schema. */
    readonly url: string;
    readonly drop: () => Promise<void>;
  }
> {
  const admin = openPool({
    target: { url: testServerUrl() },
    connectionsMax: 1,
    random: TEST_DEPS.random,
  });
  const schema = `arena_test_${Deno.pid}_${TEST_DEPS.random.integer(2 ** 32)}`;
  await admin`create schema ${admin(schema)}`;
  const url = new URL(testServerUrl());
  url.searchParams.set("search_path", schema);
  const database = await openDatabase({
    url: url.href,
    ...TEST_DEPS,
    log: new RecordingLog(),
  });
  const drop = async () => {
    await database.close();
    await admin`drop schema ${admin(schema)} cascade`;
    await admin.end();
  };
  return { database, schema, url: url.href, drop };
}

/** Returns why there is no test server, or `null`. On CI there must be one, so that is never a reason to skip. */
export async function missingServer(): Promise<string | null> {
  if (Deno.env.get("CI") === "true") return null;
  try {
    const { close } = await openDatabase({
      url: testServerUrl(),
      ...TEST_DEPS,
      log: new RecordingLog(),
    });
    await close();
    return null;
  } catch {
    return "no PostgreSQL answers: set TEST_DATABASE_URL";
  }
}

async function testOnServer(options: DatabaseTestOptions): Promise<void> {
  const missing = await missingServer();
  const name = `${options.name} on PostgreSQL`;
  Deno.test({
    name: missing === null ? name : `${name} (skipped as ${missing})`,
    ignore: missing !== null,
    fn: async (t) => {
      const { database, drop } = await openTestSchema();
      try {
        await runTest(options, { t, database });
      } finally {
        await drop();
      }
    },
  });
}

async function runTest(
  { migrated = true, run }: DatabaseTestOptions,
  test: DatabaseTest,
): Promise<void> {
  if (migrated) {
    await migrate({
      sql: test.database.sql,
      clock: TEST_DEPS.clock,
      log: new RecordingLog(),
    });
  }
  await run(test);
}
