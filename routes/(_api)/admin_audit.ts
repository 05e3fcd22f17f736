import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type History, HISTORY_LIMIT_MAX } from "../../actors/ports/history.ts";
import { actPageSchema, actSchema } from "../../domain/view_acts.ts";
import { numberParameter } from "./number_parameter.ts";
import { publicError, publicErrorSchema } from "./public_error.ts";
import { READ_REFUSALS, type ReadGate } from "./read_gate.ts";

const LIMIT_DEFAULT = 50;

const querySchema = z.strictObject({
  before: numberParameter({ min: 1 }).optional()
    .describe("Only acts with a lower offset: `nextBefore` of a page"),
  limit: numberParameter({
    min: 1,
    max: HISTORY_LIMIT_MAX,
    initial: LIMIT_DEFAULT,
  }),
});

const publicPageSchema = actPageSchema.extend({
  items: z.array(actSchema.omit({ by: true })),
});

const publicRoute = createRoute({
  method: "get",
  path: "/api/acts",
  summary: "What operators did and why, newest first, page by page",
  request: { query: querySchema },
  responses: {
    200: {
      description: "A page, without who it was",
      content: {
        "application/json": { schema: publicPageSchema },
      },
    },
    400: READ_REFUSALS[400],
    503: READ_REFUSALS[503],
  },
});

const auditRoute = createRoute({
  method: "get",
  path: "/api/admin/audit",
  summary: "The audit log: every act of an operator, with who, when and why",
  request: { query: querySchema },
  responses: {
    200: {
      description: "A page",
      content: { "application/json": { schema: actPageSchema } },
    },
    400: READ_REFUSALS[400],
    401: {
      description: "The bearer token is missing or wrong",
      content: { "application/json": { schema: publicErrorSchema } },
    },
    503: READ_REFUSALS[503],
  },
});

/** Adds what everybody may know of the acts of operators. */
export function addActs(
  api: OpenAPIHono,
  gate: ReadGate,
  history: () => History | null,
): void {
  api.openapi(publicRoute, async (context) => {
    const page = await pageFor(context.req.valid("query"), gate, history);
    if (typeof page === "string") return context.json(publicError(page), 503);
    const items = page.items.map(({ by: _by, ...act }) => act);
    return context.json({ ...page, items }, 200);
  });
}

/** Adds the audit log, behind the same token as the acts themselves. */
export function addAudit(
  api: OpenAPIHono,
  gate: ReadGate,
  history: () => History | null,
): void {
  api.openapi(auditRoute, async (context) => {
    const page = await pageFor(context.req.valid("query"), gate, history);
    if (typeof page === "string") return context.json(publicError(page), 503);
    return context.json({ ...page, items: [...page.items] }, 200);
  });
}

async function pageFor(
  { before, limit }: z.output<typeof querySchema>,
  gate: ReadGate,
  history: () => History | null,
) {
  const source = history();
  if (source === null) return "database_unavailable";
  const page = await gate.pass(() =>
    source.page({
      kind: "acts",
      contestantId: null,
      marketId: null,
      before: before ?? null,
      limit,
    })
  );
  return page ?? "too_many_reads";
}
