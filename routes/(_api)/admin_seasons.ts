import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { seasonIdField } from "../../domain/field_schemas.ts";
import type { SeasonId } from "../../domain/ids.ts";
import { DONE, json, REFUSALS, signed } from "./admin_route.ts";
import type { OperatorDesk } from "./operator_desk.ts";
import { publicError } from "./public_error.ts";

const body = z.strictObject({
  ...signed,
  reason: z.string().min(1).max(500),
});

type Signed = z.output<typeof body>;

/** What came of an act: its row, or why there is none. */
type ActResult =
  | { readonly sequence: number }
  | { readonly refusal: string }
  | null;

/** Carries one act out; `null` where the arena does not trade, or did not answer in time. */
type SeasonAct = (
  desk: OperatorDesk,
  seasonId: SeasonId,
  signed: Signed,
) => Promise<ActResult>;

/** A season that is paused wakes nobody and takes its orders back; what is held stays held. */
const ACTS = {
  start: {
    summary:
      "Starts a declared season ahead of its date, or one without a date",
    act: (desk, seasonId, signed) =>
      change(desk, { kind: "start_season", seasonId, ...signed }),
  },
  pause: {
    summary:
      "Pauses a season: nobody in it is woken, and its open orders are canceled",
    act: (desk, seasonId, signed) =>
      setState(desk, { seasonId, ...signed, state: "halted", step: "pause" }),
  },
  resume: {
    summary: "Resumes a season that was paused",
    act: (desk, seasonId, signed) =>
      setState(desk, { seasonId, ...signed, state: "active", step: null }),
  },
  conclude: {
    summary: "Concludes a season for good: its boards are final",
    act: (desk, seasonId, signed) =>
      change(desk, { kind: "conclude_season", seasonId, ...signed }),
  },
} as const satisfies Readonly<
  Record<string, { readonly summary: string; readonly act: SeasonAct }>
>;

/** Adds what operators do with seasons. */
export function addSeasonActs(
  api: OpenAPIHono,
  desk: () => OperatorDesk | null,
): void {
  const params = z.object({ seasonId: seasonIdField });
  for (const [name, { summary, act }] of Object.entries(ACTS)) {
    const route = createRoute({
      method: "post",
      path: `/admin/seasons/{seasonId}/${name}`,
      summary,
      request: { params, ...json(body) },
      responses: { 200: DONE, ...REFUSALS },
    });
    api.openapi(route, async (context) => {
      const open = desk();
      const { seasonId } = context.req.valid("param");
      const result = open === null
        ? null
        : await act(open, seasonId, context.req.valid("json"));
      if (result === null) {
        return context.json(publicError("arena_unavailable"), 503);
      }
      return "sequence" in result
        ? context.json({ journalSequence: result.sequence }, 200)
        : context.json(publicError("refused", result.refusal), 409);
    });
  }
}

async function change(
  desk: OperatorDesk,
  wanted: Parameters<OperatorDesk["changeSeason"]>[0],
): Promise<ActResult> {
  const reply = await desk.changeSeason(wanted);
  if (reply === null) return null;
  return reply.kind === "season_changed"
    ? { sequence: reply.sequence }
    : { refusal: reply.reason };
}

async function setState(
  desk: OperatorDesk,
  { seasonId, reason, ...wanted }:
    & Signed
    & Pick<Parameters<OperatorDesk["setTradingState"]>[0], "state" | "step">
    & { readonly seasonId: SeasonId },
): Promise<ActResult> {
  const reply = await desk.setTradingState({
    ...wanted,
    scope: { kind: "season", seasonId },
    detail: reason,
  });
  if (reply === null) return null;
  return reply.kind === "trading_state_set"
    ? { sequence: reply.sequence }
    : { refusal: reply.reason };
}
