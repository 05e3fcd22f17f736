import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { OwnDatabase } from "../../tools/crash/own_database.ts";
import { type Environment, TemporaryFolder } from "./arena_process.ts";
import { readJournal } from "./journal_check.ts";

/**
 * Where the arena of one test keeps what it keeps: in a database of its own where there is a server, as the embedded
 * one takes long to start on a machine that does much else, and in the embedded one where there is none.
 */
export class ArenaStore implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #database: OwnDatabase | null;

  /** Use `open`. */
  constructor(folder: TemporaryFolder, database: OwnDatabase | null) {
    this.#folder = folder;
    this.#database = database;
  }

  static async open(): Promise<ArenaStore> {
    const database = await missingServer() === null
      ? await OwnDatabase.create(testServerUrl())
      : null;
    return new ArenaStore(await TemporaryFolder.make(), database);
  }

  /** What the arena is started with. */
  get settings(): Environment {
    return {
      ARENA_DATA_DIR: this.#folder.path,
      ...(this.#database === null ? {} : { DATABASE_URL: this.#database.url }),
    };
  }

  /** Returns all that the arena has journaled. It must have ended. */
  rows(): Promise<readonly JournalRow[]> {
    return readJournal(
      this.#database ?? { pgliteDir: `${this.#folder.path}/pglite` },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database?.[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
