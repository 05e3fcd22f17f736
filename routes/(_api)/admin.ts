import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import {
  contestantIdField,
  orderIdField,
  usdField,
} from "../../domain/field_schemas.ts";
import type { OrderId } from "../../domain/ids.ts";
import {
  stateOfStep,
  TRADING_STATES,
  WIND_DOWN_STEPS,
} from "../../domain/trading_state.ts";
import type { OperatorDesk } from "./operator_desk.ts";
import { publicError, publicErrorSchema } from "./public_error.ts";
import { isAuthorized } from "./security.ts";

/** What the admin routes act through. */
export interface AdminDependencies {
  /** Bearer token of the admin routes, which do not exist without it. */
  readonly adminToken: string | null;
  /** Makes the actor at a path fail; false if there is none. */
  readonly crashActor: (path: string) => boolean;
  /** Whoever takes what an operator asks for; `null` while the arena does not trade. */
  readonly desk: () => OperatorDesk | null;
}

const BODY_BYTES_MAX = 16_384;

const signed = {
  /** Who asks, as the journal is to name it. */
  by: z.string().min(1).max(100),
};

const tradingStateBody = z.union([
  z.strictObject({
    ...signed,
    contestantId: contestantIdField.nullable()
      .describe("Whom it is for; null for the whole arena"),
    state: z.enum(TRADING_STATES),
    detail: z.string().min(1).max(500),
  }),
  z.strictObject({
    ...signed,
    contestantId: contestantIdField.nullable()
      .describe("Whom it is for; null for the whole arena"),
    step: z.enum(WIND_DOWN_STEPS)
      .describe("A step of the ladder: pause, reduce, flatten"),
    detail: z.string().min(1).max(500),
  }),
]);

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

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: publicErrorSchema } },
});
const doneSchema = z.object({
  /** The journal row that has it. */
  journalSequence: z.int(),
});
const DONE = {
  description: "It is in the journal",
  content: { "application/json": { schema: doneSchema } },
};
const REFUSALS = {
  400: refusal("The body does not fit its schema"),
  401: refusal("The bearer token is missing or wrong"),
  409: refusal("The arena does not do that now; `detail` says why"),
  503: refusal("The arena does not trade, or did not answer in time"),
};
const json = <Schema extends z.ZodType>(schema: Schema) => ({
  body: {
    required: true,
    content: { "application/json": { schema } },
  },
});

/** Adds what only an operator may do. None of it exists without a token. */
export function addAdmin(
  api: OpenAPIHono,
  dependencies: AdminDependencies,
): void {
  const { adminToken, crashActor } = dependencies;
  if (adminToken === null) return;
  api.use("/admin/*", async (context, next) => {
    if (!isAuthorized(context.req.header("authorization"), adminToken)) {
      return context.json(publicError("unauthorized"), 401, {
        "www-authenticate": "Bearer",
      });
    }
    await next();
  });
  api.use("/admin/*", bodyLimit({ maxSize: BODY_BYTES_MAX }));
  api.post("/admin/actors/:path{.+}/crash", (context) => {
    const path = context.req.param("path");
    return crashActor(path)
      ? context.json({ crashed: path }, 202)
      : context.json(publicError("unknown_actor"), 404);
  });
  addTradingState(api, dependencies);
  addCapital(api, dependencies);
  addDeadLetters(api, dependencies);
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
    const { contestantId, detail, by } = body;
    const step = "step" in body ? body.step : null;
    const reply = await desk()?.setTradingState({
      scope: contestantId === null
        ? { kind: "arena" }
        : { kind: "contestant", contestantId },
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
  const { 409: _none, ...refusals } = REFUSALS;
  const route = createRoute({
    method: "post",
    path: "/admin/dead-letters/{orderId}",
    summary: "Says what is to become of an order that nobody knows the end of",
    request: { params, ...json(deadLetterBody) },
    responses: {
      202: {
        description: "Taken; the notices tell what came of it",
        content: { "application/json": { schema: z.object({}) } },
      },
      ...refusals,
    },
  });
  api.openapi(route, (context) => {
    const open = desk();
    if (open === null) {
      return context.json(publicError("arena_unavailable"), 503);
    }
    const orderId: OrderId = context.req.valid("param").orderId;
    open.resolveDeadLetter({ orderId, ...context.req.valid("json") });
    return context.json({}, 202);
  });
}
