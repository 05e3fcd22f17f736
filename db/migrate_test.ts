import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseUnreachableError } from "./connect.ts";
import {
  migrate,
  type Migration,
  MigrationChangedError,
  readMigrations,
} from "./migrate.ts";
import type { Sql } from "./pool.ts";
import { PROJECTION_NAMES, snakeCase } from "./projection_tables.ts";
import { columnNames, SQL_TYPES } from "./projection_rows.ts";
import { PROJECTION_COLUMNS } from "./projection_tables.ts";
import {
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "./testing/databases.ts";

const FIRST = { name: "0001_a.sql", text: "create table a (x int)" };
const SECOND = {
  name: "0002_b.sql",
  text: "create table b (x int); insert into b values (1)",
};

function apply(sql: Sql, migrations: readonly Migration[]) {
  return migrate({
    sql,
    clock: TEST_DEPS.clock,
    log: new RecordingLog(),
    migrations,
  });
}

await testOnDatabases({
  name: "migrate()",
  migrated: false,
  run: async ({ t, database: { sql } }) => {
    await t.step("applies what is new, once and in order", async () => {
      assertEquals(await apply(sql, [FIRST]), ["0001_a.sql"]);
      assertEquals(await apply(sql, [FIRST, SECOND]), ["0002_b.sql"]);
      assertEquals(await apply(sql, [FIRST, SECOND]), []);
      assertEquals((await sql`select x from b`).length, 1);
    });

    await t.step("refuses an applied migration that was changed", async () => {
      await assertRejects(
        () => apply(sql, [{ ...FIRST, text: `${FIRST.text} ` }, SECOND]),
        MigrationChangedError,
        "Cannot migrate as 0001_a.sql must stay as it was applied",
      );
    });

    await t.step("refuses a migration that is gone or comes late", async () => {
      await assertRejects(() => apply(sql, [FIRST]), MigrationChangedError);
      const late = { name: "0001_b.sql", text: "select 1" };
      await assertRejects(
        () => apply(sql, [FIRST, late, SECOND]),
        MigrationChangedError,
        'current value is "0001_b.sql" in the place of 0002_b.sql',
      );
    });

    await t.step(
      "says so in one sentence where nothing may be written",
      async () => {
        const text = "set transaction read only; create table c (x int)";
        await assertRejects(
          () => apply(sql, [FIRST, SECOND, { name: "0003_c.sql", text }]),
          DatabaseUnreachableError,
          "Cannot migrate as the user of DATABASE_URL must be allowed to create and write tables (grant it that): current value is",
        );
      },
    );

    await t.step("leaves nothing of a migration that fails", async () => {
      const broken = {
        name: "0003_c.sql",
        text: "create table c (x int); create table a (x int)",
      };
      await assertRejects(() => apply(sql, [FIRST, SECOND, broken]));
      const fixed = { ...broken, text: "create table c (x int)" };
      assertEquals(await apply(sql, [FIRST, SECOND, fixed]), ["0003_c.sql"]);
    });

    await t.step(
      "applies once when two processes migrate at the same time",
      async () => {
        const third = { name: "0003_c.sql", text: "create table c (x int)" };
        const fourth = { name: "0004_d.sql", text: "create table d (x int)" };
        const applied = await Promise.all(
          [1, 2].map(() => apply(sql, [FIRST, SECOND, third, fourth])),
        );
        assertEquals(applied.flat(), ["0004_d.sql"]);
      },
    );
  },
});

await testOnDatabases({
  name: "the migrations make the tables that projections are written to",
  run: async ({ database: { sql } }) => {
    for (const name of PROJECTION_NAMES) {
      const columns = await sql<
        { columnName: string; dataType: string; isNullable: string }[]
      >`
        select column_name, data_type, is_nullable from information_schema.columns
        where table_schema = current_schema() and table_name = ${
        snakeCase(name)
      }
          and column_name <> 'run'
        order by column_name collate "C"`;
      const kinds = Object.values(PROJECTION_COLUMNS[name]);
      assertEquals(
        columns.map((column) => [
          column.columnName,
          column.dataType,
          column.isNullable === "YES",
        ]),
        columnNames(name).map((column, index) => {
          const kind = kinds[index] ?? "text";
          return [column, SQL_TYPES[kind], kind.endsWith("?")];
        }).toSorted(([left = ""], [right = ""]) => left < right ? -1 : 1),
      );
    }
  },
});

Deno.test("readMigrations() returns the files in order and refuses others", async () => {
  const migrations = await readMigrations();
  assertEquals(migrations.slice(0, 2).map(({ name }) => name), [
    "0001_journal.sql",
    "0002_projections.sql",
  ]);
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/2_fix.sql`, "select 1");
    await assertRejects(
      () => readMigrations(new URL(`file://${directory}/`)),
      TypeError,
      'Cannot read migrations as each file must be named like "0001_journal.sql": current value is "2_fix.sql"',
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
