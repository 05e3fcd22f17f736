import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Journal } from "../../actors/ports/journal.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { numberParameter } from "./number_parameter.ts";
import { publicError } from "./public_error.ts";
import { READ_REFUSALS, type ReadGate } from "./read_gate.ts";

const LIMIT_MAX = 500;
const LIMIT_DEFAULT = 100;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A row as its hash covers it: `docs/journal.md` tells how to check it. */
const rowSchema = z.object({
  sequence: z.int().min(1),
  kind: z.string(),
  payload: z.string().describe("Canonical JSON, as the text that is hashed"),
  causationId: z.string().nullable(),
  correlationId: z.string().nullable(),
  occurredAtMs: z.int(),
  recordedAtMs: z.int(),
  previousHash: hash,
  hash,
});

const route = createRoute({
  method: "get",
  path: "/api/journal",
  summary: "The journal's rows in order, for anyone to check its chain",
  request: {
    query: z.strictObject({
      after: numberParameter({ min: 0, initial: 0 })
        .describe("Only rows with a higher sequence"),
      limit: numberParameter({
        min: 1,
        max: LIMIT_MAX,
        initial: LIMIT_DEFAULT,
      }),
    }),
  },
  responses: {
    200: {
      description: "Rows, and the journal's newest row",
      content: {
        "application/json": {
          schema: z.object({
            rows: z.array(rowSchema),
            head: z.object({ sequence: z.int().min(0), hash }),
          }),
        },
      },
    },
    400: READ_REFUSALS[400],
    503: READ_REFUSALS[503],
  },
});

/** Adds the route that hands out the journal itself. */
export function addJournal(
  api: OpenAPIHono,
  gate: ReadGate,
  journal: () => Journal | null,
): void {
  api.openapi(route, async (context) => {
    const { after, limit } = context.req.valid("query");
    const source = journal();
    if (source === null) {
      return context.json(publicError("database_unavailable"), 503);
    }
    const rows = await gate.pass(() => source.read(after, limit));
    return rows === null
      ? context.json(publicError("too_many_reads"), 503)
      : context.json({ rows: rows.map(rowOf), head: source.head() }, 200);
  });
}

function rowOf({ entry, ...row }: JournalRow): z.infer<typeof rowSchema> {
  return {
    sequence: row.sequence,
    kind: entry.kind,
    payload: encodeEntry(entry),
    causationId: row.causationId,
    correlationId: row.correlationId,
    occurredAtMs: row.occurredAtMs,
    recordedAtMs: row.recordedAtMs,
    previousHash: row.previousHash,
    hash: row.hash,
  };
}
