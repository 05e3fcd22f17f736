import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { marketIdField } from "../../domain/field_schemas.ts";
import { HOLD_ACTIONS } from "../../domain/settlement_check.ts";
import { DONE, json, REFUSALS, signed } from "./admin_route.ts";
import type { OperatorDesk } from "./operator_desk.ts";
import { publicError } from "./public_error.ts";

const body = z.strictObject({
  ...signed,
  action: z.enum(HOLD_ACTIONS)
    .describe("`release` pays what is due; `keep` says that it is to wait on"),
  reason: z.string().min(1).max(500),
});

/** Adds what an operator may do about results that are held. */
export function addSettlements(
  api: OpenAPIHono,
  desk: () => OperatorDesk | null,
): void {
  const route = createRoute({
    method: "post",
    path: "/admin/settlements/{marketId}",
    summary:
      "Releases or keeps the hold on a market's result; the result itself is the venue's alone",
    request: { params: z.object({ marketId: marketIdField }), ...json(body) },
    responses: { 200: DONE, ...REFUSALS },
  });
  api.openapi(route, async (context) => {
    const { marketId } = context.req.valid("param");
    const reply = await desk()?.decideHold({
      marketId,
      ...context.req.valid("json"),
    });
    if (reply === null || reply === undefined) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    return reply.kind === "hold_decided"
      ? context.json({ journalSequence: reply.sequence }, 200)
      : context.json(publicError("refused", reply.reason), 409);
  });
}
