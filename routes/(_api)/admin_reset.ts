import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { contestantIdField } from "../../domain/field_schemas.ts";
import { DONE, json, REFUSALS, signed } from "./admin_route.ts";
import type { OperatorDesk } from "./operator_desk.ts";
import { publicError } from "./public_error.ts";

const body = z.strictObject({ ...signed, reason: z.string().min(1).max(500) });

/** Adds the reset of an account. */
export function addReset(
  api: OpenAPIHono,
  desk: () => OperatorDesk | null,
): void {
  const route = createRoute({
    method: "post",
    path: "/admin/contestants/{contestantId}/reset",
    summary:
      "Halts a contestant and brings its account back to its starting balance by corrections; refused until its orders are canceled",
    request: {
      params: z.object({ contestantId: contestantIdField }),
      ...json(body),
    },
    responses: { 200: DONE, ...REFUSALS },
  });
  api.openapi(route, async (context) => {
    const { contestantId } = context.req.valid("param");
    const reply = await desk()?.resetAccount({
      contestantId,
      ...context.req.valid("json"),
    });
    if (reply === null || reply === undefined) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    return reply.kind === "account_reset"
      ? context.json({ journalSequence: reply.sequence }, 200)
      : context.json(publicError("refused", reply.reason), 409);
  });
}
