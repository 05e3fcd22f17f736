import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type History,
  HISTORY_LIMIT_MAX,
  HISTORY_SCHEMAS,
  type HistoryKind,
} from "../../actors/ports/history.ts";
import {
  contestantIdField,
  marketIdField,
  seasonIdField,
} from "../../domain/field_schemas.ts";
import { numberParameter } from "./number_parameter.ts";
import { publicError } from "./public_error.ts";
import { READ_REFUSALS, type ReadGate } from "./read_gate.ts";

const LIMIT_DEFAULT = 50;

/** Strict: a misspelled filter would otherwise give everybody's items for one contestant's. */
const querySchema = z.strictObject({
  contestant: contestantIdField.optional()
    .describe("Only this contestant's items, by its id"),
  season: seasonIdField.optional()
    .describe("Only items of this season's contestants, by its id"),
  market: marketIdField.optional()
    .describe("Only this market's items, by its id such as `kalshi:TICKER`"),
  before: numberParameter({ min: 1 }).optional()
    .describe("Only items with a lower offset: `nextBefore` of a page"),
  limit: numberParameter({
    min: 1,
    max: HISTORY_LIMIT_MAX,
    initial: LIMIT_DEFAULT,
  }),
});

/** Acts have routes of their own: not everybody may see all of them. */
type PagedKind = Exclude<HistoryKind, "acts">;

/** The queries of each kind: signals are no contestant's, and equity is no market's. */
const QUERIES = {
  orders: querySchema,
  fills: querySchema,
  decisions: querySchema,
  forecasts: querySchema,
  settlements: querySchema,
  signals: querySchema.omit({ contestant: true, season: true }),
  equity: querySchema.omit({ market: true }),
  transfers: querySchema,
  events: querySchema.omit({ contestant: true, season: true }),
  snapshots: querySchema.omit({ market: true }),
  notices: querySchema.omit({ contestant: true, season: true, market: true }),
} as const satisfies Record<PagedKind, z.ZodType>;

/** Adds one route per kind of history, so that each documents its own items and filters. */
export function addHistory(
  api: OpenAPIHono,
  gate: ReadGate,
  history: () => History | null,
): void {
  for (const kind of Object.keys(QUERIES) as PagedKind[]) {
    const item: z.ZodType = HISTORY_SCHEMAS[kind];
    const answer = z.object({
      items: z.array(item),
      nextBefore: z.int().nullable(),
      journalSequence: z.int(),
    });
    const route = createRoute({
      method: "get",
      path: `/api/history/${kind}`,
      summary: `All ${kind}, newest first, page by page`,
      request: { query: QUERIES[kind] },
      responses: {
        200: {
          description:
            "A page; `nextBefore` is the `before` of the next, `null` at the end",
          content: { "application/json": { schema: answer } },
        },
        400: READ_REFUSALS[400],
        503: READ_REFUSALS[503],
      },
    });
    api.openapi(route, async (context) => {
      const query: z.infer<typeof querySchema> = context.req.valid("query");
      const source = history();
      if (source === null) {
        return context.json(publicError("database_unavailable"), 503);
      }
      const page = await gate.pass(() =>
        source.page({
          kind,
          contestantId: query.contestant ?? null,
          seasonId: query.season,
          marketId: query.market ?? null,
          before: query.before ?? null,
          limit: query.limit,
        })
      );
      return page === null
        ? context.json(publicError("too_many_reads"), 503)
        : context.json({ ...page, items: [...page.items] }, 200);
    });
  }
}
