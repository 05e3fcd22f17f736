import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { BOARD_FIGURES } from "../../domain/boards/figures.ts";
import { boardDaySchema } from "../../domain/view_board_days.ts";
import { seasonSchema } from "../../domain/view_seasons.ts";
import {
  boardsSchema,
  type BoardsView,
  intervalSchema,
  pairSchema,
} from "../../domain/view_boards.ts";
import type { BoardShelf } from "./latest_boards.ts";
import { publicError, publicErrorSchema } from "./public_error.ts";

const definitionsSchema = z.record(
  z.string(),
  z.object({ meaning: z.string(), formula: z.string(), source: z.string() }),
);

const season = z.string().optional()
  .describe("A season, by its id; left out for the one that is on");

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: publicErrorSchema } },
});

const seasonsRoute = createRoute({
  method: "get",
  path: "/api/seasons",
  summary:
    "Every season with its terms, its frozen roster and how it stands; the one that is meant where none is named first",
  responses: {
    200: {
      description: "The seasons",
      content: {
        "application/json": { schema: z.array(seasonSchema) },
      },
    },
  },
});

const boardsRoute = createRoute({
  method: "get",
  path: "/api/boards",
  summary:
    "The trading board and the forecasting board, with 95 % intervals and a definition of every figure",
  request: { query: z.strictObject({ season }) },
  responses: {
    400: refusal("A query parameter is unknown"),
    404: refusal("There is no season of that name"),
    200: {
      description: "Both boards, as they were reckoned last",
      content: {
        "application/json": {
          schema: boardsSchema.extend({ definitions: definitionsSchema }),
        },
      },
    },
  },
});

const daysRoute = createRoute({
  method: "get",
  path: "/api/boards/days",
  summary:
    "Both boards as they stood at the end of each day, the oldest first, and what each day brought; by the hour: /api/history/snapshots",
  request: { query: z.strictObject({ season }) },
  responses: {
    200: {
      description: "The days of the season",
      content: { "application/json": { schema: z.array(boardDaySchema) } },
    },
    400: refusal("A query parameter is unknown"),
    404: refusal("There is no season of that name"),
  },
});

const dayRoute = createRoute({
  method: "get",
  path: "/api/boards/days/{day}",
  summary: "Both boards as they stood at the end of a day",
  request: {
    params: z.object({ day: z.iso.date().describe("Such as 2026-11-21, UTC") }),
    query: z.strictObject({ season }),
  },
  responses: {
    200: {
      description: "The day",
      content: { "application/json": { schema: boardDaySchema } },
    },
    400: refusal("A parameter is unknown or no date"),
    404: refusal("Nothing is known of that day"),
  },
});

const pairRoute = createRoute({
  method: "get",
  path: "/api/boards/pair",
  summary:
    "Two contestants compared on what both forecast, and how many more resolved markets it takes to tell them apart",
  request: {
    query: z.strictObject({
      left: z.string().describe("A contestant, by its id"),
      right: z.string().describe("Another one"),
      season,
    }),
  },
  responses: {
    200: {
      description: "The comparison: below 0 the left one is better",
      content: { "application/json": { schema: pairSchema } },
    },
    400: refusal("A query parameter is missing or unknown"),
    404: refusal("The two share no market that is resolved"),
  },
});

/** Adds the routes of seasons and their boards. */
export function addBoards(api: OpenAPIHono, boards: BoardShelf): void {
  api.openapi(seasonsRoute, (context) =>
    // The schema says nothing of read-only; the answer is only printed.
    context.json([...boards.seasons()] as z.infer<typeof seasonSchema>[], 200));
  api.openapi(boardsRoute, (context) => {
    const found = boards.view(context.req.valid("query").season);
    if (found === null) return context.json(publicError("not_found"), 404);
    return context.json({
      ...(found as z.infer<typeof boardsSchema>),
      definitions: BOARD_FIGURES,
    }, 200);
  });
  api.openapi(daysRoute, (context) => {
    const found = boards.view(context.req.valid("query").season);
    if (found === null) return context.json(publicError("not_found"), 404);
    const days = boards.days(found.season.id);
    return context.json([...days] as z.infer<typeof boardDaySchema>[], 200);
  });
  api.openapi(dayRoute, (context) => {
    const { day } = context.req.valid("param");
    const found = boards.view(context.req.valid("query").season);
    const known = boards.days(found?.season.id ?? "").find((one) =>
      one.day === day
    );
    if (known === undefined) return context.json(publicError("not_found"), 404);
    return context.json(known as z.infer<typeof boardDaySchema>, 200);
  });
  api.openapi(pairRoute, (context) => {
    const { left, right, season } = context.req.valid("query");
    const found = boards.view(season)?.pairs.find(({ leftId, rightId }) =>
      (leftId === left && rightId === right) ||
      (leftId === right && rightId === left)
    );
    if (found === undefined) return context.json(publicError("not_found"), 404);
    return context.json(found.leftId === left ? found : turned(found), 200);
  });
}

type Pair = BoardsView["pairs"][number];

/** The same comparison, seen from the other side. */
function turned(found: Pair): Pair {
  const { leftId, leftName, rightId, rightName, ...figures } = found;
  const verdict = { left: "right", right: "left" } as const;
  return {
    ...figures,
    leftId: rightId,
    leftName: rightName,
    rightId: leftId,
    rightName: leftName,
    difference: -found.difference,
    interval: found.interval === null ? null : opposite(found.interval),
    alwaysValid: opposite(found.alwaysValid),
    verdict: found.verdict === "not yet distinguishable"
      ? found.verdict
      : verdict[found.verdict],
  };
}

function opposite(
  { low, high }: NonNullable<z.infer<typeof intervalSchema>>,
) {
  return { low: -high, high: -low };
}
