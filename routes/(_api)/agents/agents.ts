import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type {
  AgentDesk,
  AgentRefusal,
  AgentStanding,
} from "../../../actors/ports/agent_desk.ts";
import { seasonIdField } from "../../../domain/field_schemas.ts";
import type { ContestantId, SeasonId } from "../../../domain/ids.ts";
import { contestantOf, OPEN_SEASON } from "../../../domain/season.ts";
import { invalidRequest } from "../public_error.ts";
import { type AdmittedAgent, AgentGate } from "./agent_gate.ts";
import {
  agentError,
  agentErrorSchema,
  keySchema,
  NO_SEASON,
  NO_SNAPSHOT,
  REFUSAL_STATUS,
  refusalBody,
  submissionOf,
  submissionSchema,
  UNAVAILABLE,
} from "./agent_schemas.ts";
import { listOf, snapshotOf } from "./snapshot_views.ts";

/** How outside agents reach the arena. */
export interface AgentEntrance {
  readonly agents: readonly AdmittedAgent[];
  /** Requests that one agent may make in a minute. */
  readonly requestsPerMinute: number;
  /** Where an agent takes part, by its id in a season; `null` while the arena does not trade, or if it is not in it. */
  readonly desk: (contestantId: ContestantId) => AgentDesk | null;
}

interface AgentRoutesDependencies extends AgentEntrance {
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

type AgentEnv = { Variables: { desk: AgentDesk | null } };

const BODY_BYTES_MAX = 65_536;

const seasonField = seasonIdField.default(OPEN_SEASON);
const inSeason = z.object({
  season: z.string().optional().openapi({
    description: "The season that is meant; the open one without",
  }),
});
const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { "application/json": { schema } },
});
const refusal = (description: string) => json(description, agentErrorSchema);
const REFUSALS = {
  401: refusal("The bearer token is missing or wrong"),
  404: refusal("The agent is not in that season"),
  429: refusal("The agent asks too often; `Retry-After` says when to go on"),
  503: refusal("The arena does not trade, or did not answer in time"),
};

const accountSchema = z.looseObject({
  cash: z.string(),
  positions: z.array(z.unknown()),
  workingOrders: z.array(z.unknown()),
  trades: z.array(z.unknown()),
}).openapi({ description: "The agent's account, as a model is shown its own" });
const snapshotSchema = z.object({
  snapshot: z.looseObject({ id: z.string() })
    .openapi({ description: "What every model of the round is shown" }),
  /** Unix milliseconds. */
  decideBeforeMs: z.int(),
});
const takenSchema = z.object({
  decisionId: z.string(),
  orderId: z.string().nullable(),
  status: z.enum(["noted", "pending", "submitted", "lost"]),
  isRepeat: z.boolean(),
});

/** Adds the API of outside agents. Whoever shows no token of theirs learns nothing, not even whether it exists. */
export function addAgents(
  api: OpenAPIHono,
  dependencies: AgentRoutesDependencies,
): void {
  const { agents, requestsPerMinute, desk, nowMs } = dependencies;
  const gate = new AgentGate(agents, requestsPerMinute);
  const routes = new OpenAPIHono<AgentEnv>({
    defaultHook: (result, context) =>
      result.success
        ? undefined
        : context.json(invalidRequest("invalid_body", result.error), 400),
  });
  routes.onError((error, context) => {
    if (!(error instanceof HTTPException)) throw error;
    return context.json(agentError("invalid_body", error.message), 400);
  });
  routes.use(async (context, next) => {
    const admission = gate.admit(context.req.header("authorization"), nowMs());
    switch (admission.kind) {
      case "unknown":
        return context.json(
          agentError("unauthorized", "A bearer token of an agent is needed."),
          401,
          { "www-authenticate": "Bearer" },
        );
      case "throttled":
        return context.json(
          agentError(
            "rate_limited",
            `No more than ${requestsPerMinute} requests a minute.`,
          ),
          429,
          { "retry-after": String(admission.retryAfterS) },
        );
      case "admitted":
        context.header("cache-control", "no-store");
        return await enter(
          context,
          next,
          (season) => desk(contestantOf(admission.contestantId, season)),
        );
    }
  });
  routes.use(bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: (context) =>
      context.json(
        agentError("too_large", `No more than ${BODY_BYTES_MAX} bytes.`),
        413,
      ),
  }));
  const deskOf = (context: Context<AgentEnv>) => context.get("desk");
  addAccount(routes, deskOf);
  addSnapshots(routes, deskOf);
  addDecisions(routes, deskOf);
  addCancel(routes, deskOf);
  routes.all("/mcp", async (context) => {
    const found = deskOf(context);
    if (found === null) return context.json(UNAVAILABLE, 503);
    // Its library is large: only who is asked in this way loads it.
    const { answerMcp } = await import("./mcp.ts");
    return await answerMcp(context.req.raw, found);
  });
  api.route("/api/agent", routes);
}

/** An agent has a desk for each season that it is in, and is told where it has none. */
async function enter(
  context: Context<AgentEnv>,
  next: Next,
  deskIn: (season: SeasonId) => AgentDesk | null,
) {
  const season = seasonField.safeParse(context.req.query("season"));
  const found = season.success ? deskIn(season.data) : null;
  // Nobody is in a season, known or not, while the arena does not trade.
  const isElsewhere = found === null && deskIn(OPEN_SEASON) !== null;
  if (!season.success || isElsewhere) return context.json(NO_SEASON, 404);
  context.set("desk", found);
  return await next();
}

type Routes = OpenAPIHono<AgentEnv>;
type DeskOf = (context: Context<AgentEnv>) => AgentDesk | null;

function addAccount(routes: Routes, deskOf: DeskOf): void {
  const parts = [
    ["/account", "Cash, positions, working orders and newest trades"],
    ["/positions", "What the agent holds"],
    ["/orders", "The agent's orders that work"],
  ] as const;
  for (const [path, summary] of parts) {
    const route = createRoute({
      method: "get",
      path,
      summary,
      request: { query: inSeason },
      responses: {
        200: json(
          "As it is now",
          path === "/account" ? accountSchema : z.array(z.unknown()),
        ),
        ...REFUSALS,
      },
    });
    routes.openapi(route, async (context) => {
      const standing = await deskOf(context)?.standing() ?? null;
      if (standing === null) return context.json(UNAVAILABLE, 503);
      return context.json(partOf(standing, path), 200);
    });
  }
}

function partOf(
  { account }: AgentStanding,
  path: "/account" | "/positions" | "/orders",
): object {
  switch (path) {
    case "/account":
      return account;
    case "/positions":
      return account.positions;
    case "/orders":
      return account.workingOrders;
  }
}

function addSnapshots(routes: Routes, deskOf: DeskOf): void {
  const names = createRoute({
    method: "get",
    path: "/snapshots",
    summary: "Snapshots that can be decided from, oldest first",
    request: { query: inSeason },
    responses: {
      200: json(
        "Their names; `signal` is null in a round",
        z.array(z.object({
          id: z.string(),
          takenAtMs: z.int(),
          decideBeforeMs: z.int(),
          signal: z.unknown(),
        })),
      ),
      ...REFUSALS,
    },
  });
  routes.openapi(names, async (context) => {
    const list = listOf(await deskOf(context)?.standing() ?? null);
    if (list === null) return context.json(UNAVAILABLE, 503);
    return context.json(list, 200);
  });
  const one = createRoute({
    method: "get",
    path: "/snapshots/{id}",
    summary: "One snapshot; `current` is the newest of a round",
    request: { query: inSeason, params: z.object({ id: z.string().max(100) }) },
    responses: {
      200: json("What every model of the round is shown", snapshotSchema),
      ...REFUSALS,
      404: refusal(
        "There is no such snapshot or season of the agent's, or its time is over",
      ),
    },
  });
  routes.openapi(one, async (context) => {
    const standing = await deskOf(context)?.standing() ?? null;
    if (standing === null) return context.json(UNAVAILABLE, 503);
    const found = snapshotOf(standing, context.req.valid("param").id);
    return found === null
      ? context.json(NO_SNAPSHOT, 404)
      : context.json(found, 200);
  });
}

function addDecisions(routes: Routes, deskOf: DeskOf): void {
  const route = createRoute({
    method: "post",
    path: "/decisions",
    summary: "Decides about one market of a snapshot",
    request: {
      query: inSeason,
      headers: z.object({ "idempotency-key": keySchema }),
      body: {
        required: true,
        content: { "application/json": { schema: submissionSchema } },
      },
    },
    responses: {
      200: json("It is in the journal, and risk has let it pass", takenSchema),
      ...REFUSALS,
      400: refusal("The body does not fit its schema"),
      404: refusal(
        "There is no such snapshot, market or season of the agent's",
      ),
      409: refusal("It comes late, again, too often or after a halt"),
      413: refusal("The body is too large"),
      422: refusal("It cannot be carried out, or risk denied its order"),
    },
  });
  routes.openapi(route, async (context) => {
    const key = context.req.valid("header")["idempotency-key"];
    const submission = submissionOf(context.req.valid("json"), key);
    const reply = await deskOf(context)?.decide(submission) ?? null;
    if (reply === null) return context.json(UNAVAILABLE, 503);
    if (reply.kind === "refused") return refused(context, reply);
    const { kind: _kind, ...taken } = reply;
    return context.json(taken, 200);
  });
}

function addCancel(routes: Routes, deskOf: DeskOf): void {
  const route = createRoute({
    method: "delete",
    path: "/orders/{id}",
    summary: "Takes back an order of the agent's own, also during a halt",
    request: { query: inSeason, params: z.object({ id: z.string().max(200) }) },
    responses: {
      202: json(
        "It is asked for; the account tells what came of it",
        z.object({ canceling: z.string() }),
      ),
      ...REFUSALS,
      404: refusal("No such order or season of the agent's own"),
    },
  });
  routes.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const reply = await deskOf(context)?.cancel(id) ?? null;
    if (reply === null) return context.json(UNAVAILABLE, 503);
    return reply.kind === "refused"
      ? context.json(refusalBody(reply), 404)
      : context.json({ canceling: id }, 202);
  });
}

function refused(context: Context<AgentEnv>, reply: AgentRefusal) {
  return context.json(refusalBody(reply), REFUSAL_STATUS[reply.code]);
}
