import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  actorSchema,
  type ArenaView,
  contestantSchema,
  fillSchema,
  marketSchema,
  orderSchema,
  signalSchema,
} from "../../domain/view.ts";
import { controlsSchema } from "../../domain/view_controls.ts";
import { eventSchema } from "../../domain/view_events.ts";
import {
  perpetualDecisionSchema,
  perpetualFillSchema,
  perpetualMarketSchema,
  perpetualOrderSchema,
  perpetualPositionSchema,
} from "../../domain/view_perpetuals.ts";
import { modelSchema, sessionSchema } from "../../domain/view_sessions.ts";
import { tradeSchema } from "../../domain/view_attribution.ts";
import { numberParameter } from "./number_parameter.ts";
import { publicErrorSchema } from "./public_error.ts";

const LIMIT_MAX = 256;

/** A part of the view that the API lists. */
interface Listing {
  readonly path: string;
  readonly summary: string;
  readonly item: z.ZodType;
  readonly read: (view: ArenaView) => readonly unknown[];
}

const LISTINGS: readonly Listing[] = [
  {
    path: "/api/leaderboard",
    summary: "Standings, best equity first",
    item: contestantSchema,
    read: ({ contestants }) => contestants,
  },
  {
    path: "/api/orders",
    summary: "Latest orders, newest first",
    item: orderSchema,
    read: ({ orders }) => orders,
  },
  {
    path: "/api/fills",
    summary: "Latest fills, newest first",
    item: fillSchema,
    read: ({ fills }) => fills,
  },
  {
    path: "/api/trades",
    summary:
      "Latest closed trades, newest first, and where their profit came from",
    item: tradeSchema,
    read: ({ trades }) => trades,
  },
  {
    path: "/api/perpetuals",
    summary: "Perpetuals with their newest prices and rates of funding",
    item: perpetualMarketSchema,
    read: ({ perpetuals }) => perpetuals.markets,
  },
  {
    path: "/api/perpetuals/positions",
    summary: "Who holds which perpetual, the oldest position first",
    item: perpetualPositionSchema,
    read: ({ perpetuals }) => perpetuals.positions,
  },
  {
    path: "/api/perpetuals/decisions",
    summary: "Latest decisions about perpetuals, newest first",
    item: perpetualDecisionSchema,
    read: ({ perpetuals }) => perpetuals.decisions,
  },
  {
    path: "/api/perpetuals/orders",
    summary: "Latest orders for perpetuals, newest first",
    item: perpetualOrderSchema,
    read: ({ perpetuals }) => perpetuals.orders,
  },
  {
    path: "/api/perpetuals/fills",
    summary: "Latest fills of perpetuals, newest first",
    item: perpetualFillSchema,
    read: ({ perpetuals }) => perpetuals.fills,
  },
  {
    path: "/api/signals",
    summary: "Latest signals, newest first",
    item: signalSchema,
    read: ({ signals }) => signals,
  },
  {
    path: "/api/markets",
    summary: "Open markets, soonest to close first, then resolved ones",
    item: marketSchema,
    read: ({ markets }) => markets,
  },
  {
    path: "/api/events",
    summary: "Events of the arena, the newest choice first",
    item: eventSchema,
    read: ({ events }) => events,
  },
  {
    path: "/api/dead-letters",
    summary:
      "Orders of which nobody knows the end, and that wait for an operator",
    item: controlsSchema.shape.deadLetters.element,
    read: ({ controls }) => controls.deadLetters,
  },
  {
    path: "/api/sessions",
    summary:
      "Latest sessions of models, newest first, with what they think and do",
    item: sessionSchema,
    read: ({ sessions }) => sessions,
  },
  {
    path: "/api/model-calls",
    summary: "How each contestant's model does: calls, faults, canaries",
    item: modelSchema,
    read: ({ models }) => models,
  },
  {
    path: "/api/actors",
    summary: "The supervision tree, parents before children",
    item: actorSchema,
    read: ({ actors }) => actors,
  },
];

const querySchema = z.object({
  limit: numberParameter({ min: 1, max: LIMIT_MAX, initial: LIMIT_MAX }),
});

/** Adds one route per list. Each names the journal row that it is up to date with. */
export function addLists(api: OpenAPIHono, view: () => ArenaView): void {
  for (const { path, summary, item, read } of LISTINGS) {
    const answer = z.object({
      journalSequence: z.int(),
      items: z.array(item),
    });
    const route = createRoute({
      method: "get",
      path,
      summary,
      request: { query: querySchema },
      responses: {
        200: {
          description: summary,
          content: { "application/json": { schema: answer } },
        },
        400: {
          description: "A query parameter is out of range",
          content: { "application/json": { schema: publicErrorSchema } },
        },
      },
    });
    api.openapi(route, (context) => {
      const now = view();
      const { limit } = context.req.valid("query");
      return context.json({
        journalSequence: now.journalSequence,
        items: read(now).slice(0, limit),
      }, 200);
    });
  }
}
