import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { History } from "../../../actors/ports/history.ts";
import { seasonIdField } from "../../../domain/field_schemas.ts";
import { publicError, publicErrorSchema } from "../public_error.ts";
import { READ_REFUSALS, type ReadGate } from "../read_gate.ts";
import {
  EXPORT_TABLES,
  type ExportColumn,
  type ExportTableName,
} from "./export_tables.ts";
import { exportStream } from "./export_stream.ts";
import {
  CsvFormat,
  type ExportFormat,
  JsonLinesFormat,
} from "./text_formats.ts";

/** How tables can be had, by the end of the address. */
const FORMATS = {
  csv: {
    type: "text/csv; charset=utf-8",
    open: (columns: Columns) => new CsvFormat(columns),
  },
  jsonl: {
    type: "application/jsonl; charset=utf-8",
    open: (columns: Columns) => new JsonLinesFormat(columns),
  },
  parquet: {
    type: "application/vnd.apache.parquet",
    open: openParquet,
  },
} as const;

type Columns = readonly ExportColumn[];

/** What writes it takes long to load, which a start need not wait for. */
async function openParquet(columns: Columns): Promise<ExportFormat> {
  const { ParquetFormat } = await import("./parquet_format.ts");
  return new ParquetFormat(columns);
}

type FormatName = keyof typeof FORMATS;

const SET_NAMES = Object.keys(EXPORT_TABLES) as ExportTableName[];
const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** Exports under way at once, at most: each keeps asking the database. */
const EXPORTS_MAX = 2;

const dictionarySchema = z.object({
  tables: z.array(z.object({
    name: z.string(),
    meaning: z.string(),
    files: z.array(z.string()),
    columns: z.array(z.object({
      name: z.string(),
      type: z.enum(["text", "decimal", "integer", "number"]),
      isNullable: z.boolean(),
      meaning: z.string(),
    })),
  })),
});

const dictionaryRoute = createRoute({
  method: "get",
  path: "/api/export",
  summary: "What can be taken away, and what each column is",
  responses: {
    200: {
      description: "The data dictionary",
      content: { "application/json": { schema: dictionarySchema } },
    },
  },
});

/** Adds the export of everything that the boards are made of. */
export function addExport(
  api: OpenAPIHono,
  gate: ReadGate,
  history: () => History | null,
): void {
  api.openapi(
    dictionaryRoute,
    (context) => context.json({ tables: SET_NAMES.map(dictionaryOf) }, 200),
  );
  let underWay = 0;
  for (const name of SET_NAMES) {
    for (const format of FORMAT_NAMES) {
      api.openapi(routeOf(name, format), async (context) => {
        const { kind, columns } = EXPORT_TABLES[name];
        const { type, open } = FORMATS[format];
        // Before anything is counted, so that nothing comes between that and the stream that counts it off.
        const opened = await open(columns);
        const source = history();
        if (source === null) {
          return context.json(publicError("database_unavailable"), 503);
        }
        if (underWay >= EXPORTS_MAX) {
          return context.json(publicError("too_many_reads"), 503);
        }
        underWay++;
        const { season } = context.req.valid("query");
        const body = exportStream({
          kind,
          seasonId: season,
          format: opened,
          history: source,
          gate,
          onEnd: () => void underWay--,
        });
        return context.body(body, 200, {
          "content-type": type,
          "content-disposition": `attachment; filename="${name}${
            season === undefined ? "" : `-${season}`
          }.${format}"`,
          "cache-control": "no-store",
        });
      });
    }
  }
}

const querySchema = z.strictObject({
  season: seasonIdField.optional()
    .describe("Only what contestants of this season did, by its id"),
});

function routeOf(name: ExportTableName, format: FormatName) {
  const schema = z.string();
  return createRoute({
    method: "get",
    path: `/api/export/${name}.${format}`,
    summary: EXPORT_TABLES[name].meaning,
    request: { query: querySchema },
    responses: {
      200: {
        description: "All of it, newest first",
        content: { [FORMATS[format].type]: { schema } },
      },
      400: READ_REFUSALS[400],
      503: {
        ...READ_REFUSALS[503],
        content: { "application/json": { schema: publicErrorSchema } },
      },
    },
  });
}

function dictionaryOf(name: ExportTableName) {
  const { meaning, columns } = EXPORT_TABLES[name];
  return {
    name,
    meaning,
    files: FORMAT_NAMES.map((format) => `/api/export/${name}.${format}`),
    columns: columns.map(({ path: _path, ...column }) => column),
  };
}
