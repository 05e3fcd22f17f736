import { openDatabase } from "../../db/connect.ts";
import { createLease, takeLease } from "../../db/lease_table.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { migrate } from "../../db/migrate.ts";
import type { Sql } from "../../db/pool.ts";
import { openTestSchema } from "../../db/testing/databases.ts";
import { SystemClock } from "../../runtime/clock.ts";
import { SystemRandom } from "../../runtime/random.ts";

/** The run that everything is written to. */
export const RUN = "bench";

/** A database with all its tables, which nobody else uses. */
export interface CoreDatabase {
  readonly sql: Sql;
  /** The number of the lease that the run is written with, as the arena has one. */
  readonly fencingNumber: bigint;
  /** Closes it and leaves nothing behind. */
  readonly close: () => Promise<void>;
}

/** One on a server. */
export interface ServerDatabase extends CoreDatabase {
  /** Where more connections to it are opened. */
  readonly url: string;
}

/** Opens a schema of its own on the server that tests use. */
export async function openPostgres(): Promise<ServerDatabase> {
  const { database: { sql }, url, drop } = await openTestSchema();
  return { ...await migrated({ sql, close: drop }), url };
}

/** Opens the embedded database in a directory of its own: on disk, as the arena has it. */
export async function openPglite(): Promise<CoreDatabase> {
  const pgliteDir = await Deno.makeTempDir({ prefix: "alpha_arena_bench_" });
  const { sql, close } = await openDatabase({
    pgliteDir,
    clock: new SystemClock(),
    random: new SystemRandom(),
    log: SILENT_LOG,
  });
  return await migrated({
    sql,
    close: async () => {
      await close();
      await Deno.remove(pgliteDir, { recursive: true });
    },
  });
}

async function migrated(
  { sql, close }: Omit<CoreDatabase, "fencingNumber">,
): Promise<CoreDatabase> {
  await migrate({ sql, clock: new SystemClock(), log: SILENT_LOG });
  await createLease(sql, RUN);
  await takeLease(sql, {
    run: RUN,
    holder: { id: RUN, name: RUN },
    after: 0n,
    ttlMs: 0,
    isHolderDead: true,
  });
  return { sql, fencingNumber: 1n, close };
}
