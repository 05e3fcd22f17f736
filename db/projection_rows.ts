import type { Queryable } from "./pool.ts";
import {
  type ColumnKind,
  PROJECTION_COLUMNS,
  PROJECTION_KEYS,
  type ProjectionName,
  type ProjectionRow,
  snakeCase,
} from "./projection_tables.ts";

/** SQL types of the columns; a test compares them with what the migrations made. */
export const SQL_TYPES = {
  "text": "text",
  "text?": "text",
  "micros": "bigint",
  "micros?": "bigint",
  "whole": "bigint",
  "whole?": "bigint",
  "float": "double precision",
  "float?": "double precision",
  "flag": "boolean",
} as const satisfies Record<ColumnKind, string>;

/** Returns the column names of a projection besides `run`, as the database has them. */
export function columnNames(name: ProjectionName): readonly string[] {
  return Object.keys(PROJECTION_COLUMNS[name]).map(snakeCase);
}

/** Which rows of a projection. */
export interface RowSelection<Name extends ProjectionName> {
  readonly run: string;
  readonly name: Name;
  /** Values of the first key column. */
  readonly keys: readonly string[];
}

/** Returns stored rows by their keys; a key without a row is left out. */
export async function readProjectionRows<Name extends ProjectionName>(
  sql: Queryable,
  { run, name, keys }: RowSelection<Name>,
): Promise<readonly ProjectionRow<Name>[]> {
  const key = snakeCase(PROJECTION_KEYS[name][0]);
  const rows = await sql.unsafe(
    `select ${columnNames(name).join(", ")} from ${snakeCase(name)}
    where run = $1 and ${key} in (select json_array_elements_text($2::text::json))`,
    [run, JSON.stringify(keys)],
  );
  return rows.map((row) => toProjectionRow(name, row));
}

/** Writes rows in one statement; one whose key is already there is replaced. */
export async function writeProjectionRows<Name extends ProjectionName>(
  sql: Queryable,
  { run, name, rows }: {
    readonly run: string;
    readonly name: Name;
    readonly rows: readonly ProjectionRow<Name>[];
  },
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(PROJECTION_COLUMNS[name]).map((
    [column, kind],
  ) => ({ column: snakeCase(column), type: SQL_TYPES[kind] }));
  const names = columns.map(({ column }) => column);
  await sql.unsafe(
    `insert into ${snakeCase(name)} (run, ${names.join(", ")})
    select $1::text, ${names.map((column) => `r.${column}`).join(", ")}
    from json_to_recordset($2::text::json) as r (${
      columns.map(({ column, type }) => `${column} ${type}`).join(", ")
    })
    on conflict (run, ${PROJECTION_KEYS[name].map(snakeCase).join(", ")})
    do update set ${
      names.map((column) => `${column} = excluded.${column}`).join(", ")
    }`,
    [run, toRecords(rows)],
  );
}

/** JSON has no bigint and Postgres' text no zero character, which a model's reason may well hold. */
function toRecords(rows: readonly object[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map((
          [column, value],
        ) => [snakeCase(column), toJsonValue(value)]),
      )
    ),
  );
}

function toJsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "string"
    ? value.toWellFormed().replaceAll("\0", "\uFFFD")
    : value;
}

/** Returns a row that was read from the table of a projection as the projection's type. */
export function toProjectionRow<Name extends ProjectionName>(
  name: Name,
  row: Readonly<Record<string, unknown>>,
): ProjectionRow<Name> {
  const entries = Object.entries(PROJECTION_COLUMNS[name]).map((
    [column, kind],
  ) => {
    const value = row[column];
    const isWhole = kind === "whole" || kind === "whole?";
    return [column, isWhole && value !== null ? Number(value) : value];
  });
  // The columns come from the table that the row was just read from.
  return Object.fromEntries(entries) as ProjectionRow<Name>;
}
