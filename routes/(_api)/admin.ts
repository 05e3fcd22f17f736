import type { History } from "../../actors/ports/history.ts";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import {
  contestantIdField,
  orderIdField,
  seasonIdField,
  usdField,
} from "../../domain/field_schemas.ts";
import type { ContestantId, OrderId, SeasonId } from "../../domain/ids.ts";
import {
  stateOfStep,
  TRADING_STATES,
  type TradingScope,
  WIND_DOWN_STEPS,
} from "../../domain/trading_state.ts";
import { addEvents, type EventDependencies } from "./admin_events.ts";
import { DONE, json, REFUSALS, signed } from "./admin_route.ts";
import { addAudit } from "./admin_audit.ts";
import { addReset } from "./admin_reset.ts";
import { addSettlements } from "./admin_settlements.ts";
import { addSeasonActs } from "./admin_seasons.ts";
import type { ReadGate } from "./read_gate.ts";
import { publicError } from "./public_error.ts";
import { isAuthorized } from "./security.ts";

/** What the admin routes act through. */
export interface AdminDependencies extends EventDependencies {
  /** Bearer token of the admin routes, which do not exist without it. */
  readonly adminToken: string | null;
  /** Makes the actor at a path fail; false if there is none. */
  readonly crashActor: (path: string) => boolean;
  readonly gate: ReadGate;
  /** Where the audit log is read; `null` while the database cannot be. */
  readonly history: () => History | null;
}

const BODY_BYTES_MAX = 16_384;

const isOneScope = (
  { contestantId, seasonId }: {
    readonly contestantId: ContestantId | null;
    readonly seasonId: SeasonId | null;
  },
) => contestantId === null || seasonId === null;

const tradingStateBody = z.union([
  z.strictObject({
    ...signed,
    contestantId: contestantIdField.nullable()
      .describe("Whom it is for; null for the season, or for the whole arena"),
    seasonId: seasonIdField.nullable().default(null)
      .describe("Which season it is for; null where it is for none alone"),
    state: z.enum(TRADING_STATES),
    detail: z.string().min(1).max(500),
  }),
  z.strictObject({
    ...signed,
    contestantId: contestantIdField.nullable()
      .describe("Whom it is for; null for the season, or for the whole arena"),
    seasonId: seasonIdField.nullable().default(null)
      .describe("Which season it is for; null where it is for none alone"),
    step: z.enum(WIND_DOWN_STEPS)
      .describe("A step of the ladder: pause, reduce, flatten"),
    detail: z.string().min(1).max(500),
  }),
]).refine(isOneScope, "must be for a contestant or for a season");

function scopeOf(
  { contestantId, seasonId }: z.output<typeof tradingStateBody>,
): TradingScope {
  if (contestantId !== null) return { kind: "contestant", contestantId };
  return seasonId === null ? { kind: "arena" } : { kind: "season", seasonId };
}

const capitalBody = z.strictObject({
  ...signed,
  moveId: z.string().min(1).max(200)
    .describe("Names the move: asked for again it is not made again"),
  contestantId: contestantIdField,
  amount: usdField.describe("Dollars; below 0 withdraws"),
  reason: z.string().min(1).max(500),
});

const deadLetterBody = z.strictObject({
  ...signed,
  action: z.enum(["ask_again", "cancel"]),
  detail: z.string().min(1).max(500),
});

const TOKEN_SAID =
  "Cannot act as what is said must not hold the token: nothing was done.";

const SIGNED_MAX = 100;

/** What a query says in words, cut to what a row should hold. */
function signature(text: string | undefined, fallback: string): string {
  const words = text?.trim().slice(0, SIGNED_MAX) ?? "";
  return words === "" ? fallback : words;
}

/** Returns a body, and each text in it as whoever reads it will find it: JSON and addresses write some signs otherwise. */
function textsIn(body: string): readonly string[] {
  const texts = [body];
  try {
    JSON.parse(body, (_key, value) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
  } catch {
    // No JSON: the route refuses it.
  }
  return texts;
}

/** Adds what only an operator may do. None of it exists without a token. */
export function addAdmin(
  api: OpenAPIHono,
  dependencies: AdminDependencies,
): void {
  const { adminToken, crashActor } = dependencies;
  if (adminToken === null) return;
  for (const paths of ["/admin/*", "/api/admin/*"]) {
    api.use(paths, async (context, next) => {
      if (!isAuthorized(context.req.header("authorization"), adminToken)) {
        return context.json(publicError("unauthorized"), 401, {
          "www-authenticate": "Bearer",
        });
      }
      await next();
    });
  }
  api.use("/admin/*", bodyLimit({ maxSize: BODY_BYTES_MAX }));
  api.use("/admin/*", async (context, next) => {
    // What is signed is journaled for good and shown to everybody.
    const { searchParams } = new URL(context.req.url);
    const said = [
      context.req.url,
      ...searchParams.values(),
      ...textsIn(await context.req.text()),
    ];
    if (said.some((text) => text.includes(adminToken))) {
      return context.json(publicError("invalid_body", TOKEN_SAID), 400);
    }
    await next();
  });
  api.post("/admin/actors/:path{.+}/crash", (context) => {
    const path = context.req.param("path");
    if (!crashActor(path)) {
      return context.json(publicError("unknown_actor"), 404);
    }
    dependencies.desk()?.recordAct({
      action: "crash",
      subject: path,
      by: signature(context.req.query("by"), "operator"),
      reason: signature(context.req.query("reason"), "No reason given."),
    });
    return context.json({ crashed: path }, 202);
  });
  addTradingState(api, dependencies);
  addCapital(api, dependencies);
  addDeadLetters(api, dependencies);
  addSeasonActs(api, dependencies.desk);
  addReset(api, dependencies.desk);
  addSettlements(api, dependencies.desk);
  addAudit(api, dependencies.gate, dependencies.history);
  addEvents(api, dependencies);
}

function addTradingState(
  api: OpenAPIHono,
  { desk }: AdminDependencies,
): void {
  const route = createRoute({
    method: "post",
    path: "/admin/trading-state",
    summary: "Halts, winds down or lifts, for one contestant or the arena",
    request: json(tradingStateBody),
    responses: { 200: DONE, ...REFUSALS },
  });
  api.openapi(route, async (context) => {
    const body = context.req.valid("json");
    const { detail, by } = body;
    const step = "step" in body ? body.step : null;
    const reply = await desk()?.setTradingState({
      scope: scopeOf(body),
      state: "step" in body ? stateOfStep(body.step) : body.state,
      step,
      detail,
      by,
    });
    if (reply === null || reply === undefined) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    return reply.kind === "trading_state_set"
      ? context.json({ journalSequence: reply.sequence }, 200)
      : context.json(publicError("refused", reply.reason), 409);
  });
}

function addCapital(api: OpenAPIHono, { desk }: AdminDependencies): void {
  const route = createRoute({
    method: "post",
    path: "/admin/capital",
    summary: "Deposits to a contestant's account or withdraws from it",
    request: json(capitalBody),
    responses: { 200: DONE, ...REFUSALS },
  });
  api.openapi(route, async (context) => {
    const reply = await desk()?.moveCapital(context.req.valid("json"));
    if (reply === null || reply === undefined) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    return reply.kind === "capital_moved"
      ? context.json({ journalSequence: reply.sequence }, 200)
      : context.json(publicError("refused", reply.reason), 409);
  });
}

function addDeadLetters(api: OpenAPIHono, { desk }: AdminDependencies): void {
  const params = z.object({ orderId: orderIdField });
  const route = createRoute({
    method: "post",
    path: "/admin/dead-letters/{orderId}",
    summary: "Says what is to become of an order that nobody knows the end of",
    request: { params, ...json(deadLetterBody) },
    responses: { 200: DONE, ...REFUSALS },
  });
  api.openapi(route, async (context) => {
    const orderId: OrderId = context.req.valid("param").orderId;
    const word = context.req.valid("json");
    const reply = await desk()?.resolveDeadLetter({ orderId, ...word });
    if (reply === null || reply === undefined) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    return reply.kind === "dead_letter_resolved"
      ? context.json({ journalSequence: reply.sequence }, 200)
      : context.json(publicError("refused", reply.reason), 409);
  });
}
