import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { BOARD_FIGURES } from "../../domain/boards/figures.ts";
import {
  boardsSchema,
  type BoardsView,
  intervalSchema,
  pairSchema,
} from "../../domain/view_boards.ts";
import { publicError, publicErrorSchema } from "./public_error.ts";

const definitionsSchema = z.record(
  z.string(),
  z.object({ meaning: z.string(), formula: z.string(), source: z.string() }),
);

const boardsRoute = createRoute({
  method: "get",
  path: "/api/boards",
  summary:
    "The trading board and the forecasting board, with 95 % intervals and a definition of every figure",
  responses: {
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

const pairRoute = createRoute({
  method: "get",
  path: "/api/boards/pair",
  summary:
    "Two contestants compared on what both forecast, and how many more resolved markets it takes to tell them apart",
  request: {
    query: z.strictObject({
      left: z.string().describe("A contestant, by its id"),
      right: z.string().describe("Another one"),
    }),
  },
  responses: {
    200: {
      description: "The comparison: below 0 the left one is better",
      content: { "application/json": { schema: pairSchema } },
    },
    400: {
      description: "A query parameter is missing or unknown",
      content: { "application/json": { schema: publicErrorSchema } },
    },
    404: {
      description: "The two share no market that is resolved",
      content: { "application/json": { schema: publicErrorSchema } },
    },
  },
});

/** Adds the routes of the boards. */
export function addBoards(api: OpenAPIHono, view: () => BoardsView): void {
  api.openapi(boardsRoute, (context) =>
    // The schema says nothing of read-only; the answer is only printed.
    context.json({
      ...(view() as z.infer<typeof boardsSchema>),
      definitions: BOARD_FIGURES,
    }, 200));
  api.openapi(pairRoute, (context) => {
    const { left, right } = context.req.valid("query");
    const found = view().pairs.find(({ leftId, rightId }) =>
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
