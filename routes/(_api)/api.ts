import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { DecisionRecords } from "../../actors/ports/decision_records.ts";
import type { History } from "../../actors/ports/history.ts";
import type { MarketDataHealth } from "../../actors/ports/market_data.ts";
import type { ModelRecords } from "../../actors/ports/model.ts";
import type { PriceRecords } from "../../actors/ports/price_store.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { TaskView } from "../../domain/view_calendar.ts";
import type { CatalogView } from "../../domain/view_catalog.ts";
import type { JournalHead } from "../../domain/journal.ts";
import { arenaSchema, PHASES } from "../../domain/view.ts";
import { addAdmin, type AdminDependencies } from "./admin.ts";
import { addAgents, type AgentEntrance } from "./agents/agents.ts";
import { addActs } from "./admin_audit.ts";
import type { ChatModel } from "./chat/analyst.ts";
import { addChat } from "./chat/chat.ts";
import { addCalendar } from "./calendar.ts";
import { addBoards } from "./boards.ts";
import { addCatalog } from "./catalog.ts";
import { addDossiers } from "./dossiers.ts";
import { addExport } from "./export/export.ts";
import { addHistory } from "./history.ts";
import { addJournal } from "./journal.ts";
import { addLatency } from "./latency.ts";
import { addLists } from "./lists.ts";
import { livenessOf, livenessSchema } from "./liveness.ts";
import { createMetrics } from "./metrics.ts";
import { addPriceHistory } from "./price_history.ts";
import { invalidRequest, publicError } from "./public_error.ts";
import type { BoardShelf } from "./latest_boards.ts";
import type { OrderTimings } from "./order_timings.ts";
import { ReadGate } from "./read_gate.ts";
import { securityHeaders } from "./security.ts";
import type { SseHub } from "./sse_hub.ts";

/** What the outer application is made of. */
export interface ApiDependencies
  extends Omit<AdminDependencies, "events" | "gate"> {
  readonly hub: SseHub;
  /** Answers everything that is no API: the pages. */
  readonly site: (request: Request) => Response | Promise<Response>;
  /** Where the time of orders went. */
  readonly timings: OrderTimings;
  /** Both boards of every season, as they were reckoned last. */
  readonly boards: BoardShelf;
  /** How well the venue is heard, for `/metrics`; `null` while nobody counts. */
  readonly venueHealth?: () => MarketDataHealth | null;
  /** What the prices of events did, `null` while the database cannot be read. */
  readonly prices: () => PriceRecords | null;
  /** The tasks of the calendar. */
  readonly tasks: () => readonly TaskView[];
  /** The models that can compete. */
  readonly catalog: () => CatalogView;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
  readonly journalHead: () => JournalHead;
  /** The history, `null` while the database cannot be read. */
  readonly history: () => History | null;
  /** The rows of each decision, `null` while the database cannot be read. */
  readonly decisions: () => DecisionRecords | null;
  /** What models were asked and said, `null` where that is not kept. */
  readonly calls: () => ModelRecords | null;
  /** The journal itself, `null` while the database cannot be read. */
  readonly journal: () => Journal | null;
  /** The model that answers visitors; `null` where sentences do. */
  readonly chatModel: ChatModel | null;
  /** How outside agents reach the arena; left out where none may. */
  readonly agents?: AgentEntrance;
  /** Told of every error that a client only sees as `internal_error`. */
  readonly onError: (error: Error) => void;
}

const statusSchema = z.object({
  phase: z.enum(PHASES),
  sentence: z.string(),
  uptimeMs: z.number(),
  venue: z.object({
    id: z.string(),
    status: z.string(),
    /** When it trades again, Unix milliseconds; `null` while it does. */
    resumesAtMs: z.int().nullable(),
  }),
  lastEventAgeMs: z.number().nullable(),
  journal: z.object({ sequence: z.int(), hash: z.string() }),
  viewers: z.int(),
  trading: livenessSchema,
});

/** Returns the whole HTTP surface: API, stream, probes and admin routes; every other path is a page. */
export function createApi(dependencies: ApiDependencies): OpenAPIHono {
  const { hub, site, onError } = dependencies;
  const api = new OpenAPIHono({
    defaultHook: (result, context) =>
      result.success ? undefined : context.json(
        invalidRequest(
          result.target === "json" ? "invalid_body" : "invalid_query",
          result.error,
        ),
        400,
      ),
  });
  api.use(securityHeaders());
  api.onError((error, context) => {
    onError(error);
    return context.json(publicError("internal_error"), 500);
  });
  addView(api, hub);
  addLists(api, () => hub.view());
  const gate = new ReadGate();
  addHistory(api, gate, dependencies.history);
  addExport(api, gate, dependencies.history);
  addJournal(api, gate, dependencies.journal);
  addDossiers(api, gate, dependencies);
  addChat(api, {
    ...dependencies,
    source: { view: () => hub.view(), history: dependencies.history },
  });
  const { agents, nowMs } = dependencies;
  if (agents !== undefined && agents.agents.length > 0) {
    addAgents(api, { ...agents, nowMs });
  }
  addBoards(api, dependencies.boards);
  addCatalog(api, dependencies.catalog);
  addCalendar(api, dependencies.tasks);
  addLatency(api, dependencies.timings);
  addPriceHistory(api, gate, dependencies.prices);
  addStatus(api, dependencies);
  addStream(api, hub);
  api.get("/healthz", (context) => context.json({ status: "ok" }));
  addMetrics(api, dependencies);
  addActs(api, gate, dependencies.history);
  addAdmin(api, { ...dependencies, gate, events: () => hub.view().events });
  api.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Alpha Arena",
      version: "1",
      description:
        "The arena as it stands now. Money and contracts are decimal strings, times Unix milliseconds, `offset` is the sequence of the journal row behind an item. Live changes: GET /stream (server-sent events).",
    },
  });
  api.all("/api/*", (context) => context.json(publicError("not_found"), 404));
  api.all("/admin/*", (context) => context.json(publicError("not_found"), 404));
  api.all("*", (context) => site(context.req.raw));
  return api;
}

function addView(api: OpenAPIHono, hub: SseHub): void {
  const route = createRoute({
    method: "get",
    path: "/api/view",
    summary: "Everything that the site shows, at one moment",
    responses: {
      200: {
        description: "The view",
        content: { "application/json": { schema: arenaSchema } },
      },
    },
  });
  api.openapi(route, (context) =>
    // The schema says nothing of read-only; the answer is only printed.
    context.json(hub.view() as z.infer<typeof arenaSchema>, 200));
}

function addStream(api: OpenAPIHono, hub: SseHub): void {
  api.get("/stream", async (context) => {
    const answer = hub.connect(
      context.req.header("last-event-id") ?? context.req.query("after") ?? null,
      context.req.query("event") ?? null,
    );
    // A HEAD is answered as a GET whose body nobody reads: it would keep a viewer's place for a while.
    if (context.req.method === "HEAD") await answer.body?.cancel();
    return answer;
  });
}

function addStatus(api: OpenAPIHono, dependencies: ApiDependencies): void {
  const { hub, nowMs, journalHead } = dependencies;
  const route = createRoute({
    method: "get",
    path: "/status",
    summary: "What the arena is doing",
    responses: {
      200: {
        description: "Phase, uptime, age of the newest market event",
        content: { "application/json": { schema: statusSchema } },
      },
    },
  });
  api.openapi(route, (context) => {
    const view = hub.view();
    const { phase, venue, startedAtMs } = view;
    return context.json({
      phase: phase.name,
      sentence: phase.sentence,
      uptimeMs: nowMs() - startedAtMs,
      venue: {
        id: venue.id,
        status: venue.status,
        resumesAtMs: venue.pause?.resumesAtMs ?? null,
      },
      lastEventAgeMs: venue.lastEventAtMs === null
        ? null
        : nowMs() - venue.lastEventAtMs,
      journal: journalHead(),
      viewers: hub.clientCount,
      trading: livenessOf(view, nowMs()),
    }, 200);
  });
}

function addMetrics(api: OpenAPIHono, dependencies: ApiDependencies): void {
  const { hub, timings, nowMs, venueHealth = () => null } = dependencies;
  const printMetrics = createMetrics({
    view: () => hub.view(),
    clientCount: () => hub.clientCount,
    droppedClients: () => hub.droppedCount,
    timings,
    nowMs,
    venueHealth,
  });
  api.get(
    "/metrics",
    async (context) =>
      context.body(await printMetrics(), 200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
      }),
  );
}
