import type { OpenDatabaseOptions } from "../../db/connect.ts";
import { errorCode } from "../../db/database_error.ts";
import { readHead } from "../../db/journal_table.ts";
import type { Sql } from "../../db/pool.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import type { JournalHead } from "../../domain/journal.ts";
import { OwnDatabase } from "./own_database.ts";
import type { Environment } from "./settings.ts";

const NO_SUCH_TABLE = "42P01";

/** A database that belongs to one arena of the crash test alone, and goes with it. */
export interface Store extends AsyncDisposable {
  /** What an arena, or a task, must be told to use it. */
  readonly environment: Environment;
  /** Where we open it ourselves, once no arena runs on it. */
  readonly where: Pick<OpenDatabaseOptions, "url" | "pgliteDir">;
  /** About how long an arena takes to trade on it for the first time, in milliseconds. */
  readonly firstStartMs: number;
  /** Returns the journal's newest row, also beside a running arena; `null` where nobody can look or there is none. */
  head(): Promise<JournalHead | null>;
}

/** Makes a folder for an embedded database. */
export async function makeEmbeddedStore(): Promise<Store> {
  const folder = await Deno.makeTempDir({ prefix: "arena-crash-" });
  return {
    environment: { ARENA_DATA_DIR: folder },
    where: { pgliteDir: `${folder}/pglite` },
    firstStartMs: 4_000,
    // Whoever opens it locks it.
    head: () => Promise.resolve(null),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/**
 * Creates a database of its own on the server of `serverUrl`.
 *
 * @throws {Error} If the server does not answer, or its user may not create databases.
 */
export async function makeServerStore(serverUrl: string): Promise<Store> {
  const database = await OwnDatabase.create(serverUrl);
  const { url, sql } = database;
  const folder = await Deno.makeTempDir({ prefix: "arena-crash-" });
  return {
    environment: { DATABASE_URL: url, ARENA_DATA_DIR: folder },
    where: { url },
    firstStartMs: 1_000,
    head: () => newestRow(sql),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function newestRow(sql: Sql): Promise<JournalHead | null> {
  try {
    return await readHead(sql, ARENA_RUN);
  } catch (error) {
    // The arena was killed before it had made its tables.
    if (errorCode(error) !== NO_SUCH_TABLE) throw error;
    return null;
  }
}
