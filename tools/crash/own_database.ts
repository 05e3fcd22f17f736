import { openDatabase } from "../../db/connect.ts";
import { toError } from "../../db/database_error.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { openPool, type Sql } from "../../db/pool.ts";
import { SystemClock, SystemRandom } from "../../runtime/mod.ts";

/** A database of its own on a server, removed with this: an arena's run has one name, and each needs an empty journal. */
export class OwnDatabase implements AsyncDisposable {
  readonly url: string;
  /** A way to it beside the arena's own. */
  readonly sql: Sql;
  readonly #drop: () => Promise<void>;

  /** Use `create`. */
  constructor(url: string, drop: () => Promise<void>) {
    this.url = url;
    this.sql = openPool({
      target: { url },
      connectionsMax: 1,
      random: new SystemRandom(),
    });
    this.#drop = drop;
  }

  /**
   * Creates a database on the server of `serverUrl`.
   *
   * @throws {Error} If the server does not answer, or its user may not create databases.
   */
  static async create(serverUrl: string): Promise<OwnDatabase> {
    const random = new SystemRandom();
    const { sql: admin, close } = await openDatabase({
      url: serverUrl,
      clock: new SystemClock(),
      random,
      log: SILENT_LOG,
    });
    const name = `arena_own_${Deno.pid}_${random.integer(2 ** 32)}`;
    try {
      await admin`create database ${admin(name)}`;
    } catch (error) {
      await close();
      throw new Error(
        `Cannot make a database as its user must be allowed to (grant it CREATEDB): current value is "${
          toError(error).message
        }"`,
        { cause: error },
      );
    }
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return new OwnDatabase(url.href, async () => {
      await admin`drop database ${admin(name)} with (force)`;
      await close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.end();
    await this.#drop();
  }
}
