import { z } from "zod";
import { sha256Hex } from "../domain/digest.ts";
import type { Clock } from "../runtime/clock.ts";
import { DatabaseUnreachableError } from "./connect.ts";
import { isForbidden, isUniqueViolation, toError } from "./database_error.ts";
import type { DatabaseLog } from "./log.ts";
import type { Sql } from "./pool.ts";

const MIGRATION_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** A change of the schema, never edited once it was applied anywhere. */
export interface Migration {
  /** File name: four digits and words, such as `0001_journal.sql`; they are applied in this order. */
  readonly name: string;
  readonly text: string;
}

/** Raised when what was applied once is not what the files say now. */
export class MigrationChangedError extends Error {
  override readonly name = "MigrationChangedError";
}

const appliedSchema = z.array(
  z.object({ name: z.string(), checksum: z.string() }),
);

/** Returns the migrations in `directory`, in order. @throws {TypeError} If a file is named otherwise. */
export async function readMigrations(
  directory: URL = new URL("./migrations/", import.meta.url),
): Promise<readonly Migration[]> {
  const migrations: Migration[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (!MIGRATION_NAME.test(name)) {
      throw new TypeError(
        `Cannot read migrations as each file must be named like "0001_journal.sql": current value is ${
          JSON.stringify(name)
        }`,
      );
    }
    const text = await Deno.readTextFile(new URL(name, directory));
    migrations.push({ name, text });
  }
  return migrations.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** What `migrate` works with. */
export interface MigrateOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: DatabaseLog;
  /** @default {await readMigrations()} */
  readonly migrations?: readonly Migration[];
}

/**
 * Applies what is not applied yet, each migration in a transaction of its own.
 *
 * Two processes may do so at once: the second one waits and finds the work done.
 *
 * @returns The names of the migrations applied now.
 * @throws {MigrationChangedError} If an applied one was changed, removed, or came late.
 * @throws {DatabaseUnreachableError} If the database's user may not write there.
 */
export async function migrate(
  options: MigrateOptions,
): Promise<readonly string[]> {
  try {
    return await applyMissing(options);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new DatabaseUnreachableError(
      `Cannot migrate as the user of DATABASE_URL must be allowed to create and write tables (grant it that): current value is "${
        toError(error).message
      }"`,
    );
  }
}

async function applyMissing(
  { sql, clock, log, ...options }: MigrateOptions,
): Promise<readonly string[]> {
  const migrations = options.migrations ?? await readMigrations();
  await createRecord(sql);
  const names: string[] = [];
  for (const [index, { name, text }] of migrations.entries()) {
    const isNew = await sql.begin(async (tx) => {
      await tx`lock table schema_migrations in exclusive mode`;
      const rows = await tx`
        select name, checksum from schema_migrations order by name`;
      const applied = appliedSchema.parse([...rows]);
      checkApplied(applied, migrations);
      if (applied.length > index) return false;
      await tx.unsafe(text);
      await tx`
        insert into schema_migrations (name, checksum, applied_at_ms)
        values (${name}, ${sha256Hex(text)}, ${clock.nowMs()})`;
      return true;
    });
    if (isNew) {
      names.push(name);
      log.info({ migration: name }, "migration applied");
    }
  }
  return names;
}

async function createRecord(sql: Sql): Promise<void> {
  try {
    await sql`
      create table if not exists schema_migrations (
        name text primary key,
        checksum text not null,
        applied_at_ms bigint not null
      )`;
  } catch (error) {
    // Two processes that create it at the same moment collide in the catalog: the other one has made it.
    if (!isUniqueViolation(error)) throw error;
  }
}

function checkApplied(
  applied: z.infer<typeof appliedSchema>,
  migrations: readonly Migration[],
): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = migrations[index];
    if (migration === undefined || migration.name !== name) {
      throw new MigrationChangedError(
        `Cannot migrate as applied migrations must stay, in order, and new ones come last (start a program as new as the database): current value is ${
          JSON.stringify(migration?.name ?? null)
        } in the place of ${name}`,
      );
    }
    const current = sha256Hex(migration.text);
    if (current !== checksum) {
      throw new MigrationChangedError(
        `Cannot migrate as ${name} must stay as it was applied, sha256 ${checksum} (put the change into a new file): current value is ${current}`,
      );
    }
  }
}
