import { yesPrice } from "../../domain/price.ts";
import { catalogSchema, catalogView } from "../../domain/view_catalog.ts";
import { seededCatalog } from "../../models/catalog.ts";
import { z } from "zod";
import { boardsSchema, type BoardsView } from "../../domain/view_boards.ts";
import { boardDaySchema } from "../../domain/view_board_days.ts";
import { OPEN_SEASON_VIEW, seasonSchema } from "../../domain/view_seasons.ts";
import { SAMPLE_BOARDS } from "../../domain/testing/sample_boards.ts";
import { LatestBoards } from "./latest_boards.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { ViewFrame } from "../../actors/ports/view_stream.ts";
import { contestantId, orderId } from "../../domain/ids.ts";
import { arenaSchema, type ArenaView } from "../../domain/view.ts";
import {
  sampleActor,
  sampleContestant,
  sampleFill,
  sampleOrder,
  sampleSignal,
} from "../../domain/testing/view_samples.ts";
import { OrderTimings } from "./order_timings.ts";
import type { ApiDependencies } from "./api.ts";
import { apiOf } from "./api_testing.ts";
import { SseHub } from "./sse_hub.ts";
import { INITIAL, ManualTimer } from "./sse_testing.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const VIEW: ArenaView = {
  ...INITIAL,
  seq: 3,
  journalSequence: 42,
  contestants: [sampleContestant("mirror", "1000.50")],
  signals: [sampleSignal("s_2"), sampleSignal("s_1")],
  orders: [sampleOrder("o_1")],
  fills: [sampleFill("f_1")],
  actors: [
    sampleActor("arena", { kind: "supervisor", mailboxCapacity: 0 }),
    sampleActor("arena/feed", { mailboxDepth: 3, restarts: 2 }),
  ],
  venue: {
    ...INITIAL.venue,
    eventsReceived: 77,
    lastEventAtMs: 4_000,
    pause: { sentence: "It does not trade.", resumesAtMs: 9_000 },
  },
};

function stageOf(changed: Partial<ApiDependencies> = {}) {
  const hub = new SseHub({ timer: new ManualTimer(), initial: VIEW });
  const errors: Error[] = [];
  const crashed: string[] = [];
  const api = apiOf({
    hub,
    site: () =>
      new Response("<p>page</p>", { headers: { "content-type": "text/html" } }),
    nowMs: () => 6_000,
    journalHead: () => ({ sequence: 43, hash: "ab" }),
    adminToken: TOKEN,
    crashActor(path) {
      if (path !== "arena/feed") return false;
      crashed.push(path);
      return true;
    },
    onError: (error) => void errors.push(error),
    ...changed,
  });
  return { api, hub, errors, crashed };
}

Deno.test("GET /api/view answers with the documented view", async () => {
  const answer = await stageOf().api.request("/api/view");
  assertEquals(answer.status, 200);
  assertEquals(arenaSchema.parse(await answer.json()), VIEW);
});

Deno.test("GET /api/* lists name the journal row that they are up to date with", async () => {
  const { api } = stageOf();
  const expected = {
    leaderboard: VIEW.contestants,
    orders: VIEW.orders,
    fills: VIEW.fills,
    signals: VIEW.signals,
    markets: VIEW.markets,
    actors: VIEW.actors,
  };
  for (const [name, items] of Object.entries(expected)) {
    const answer = await api.request(`/api/${name}`);
    assertEquals(await answer.json(), { journalSequence: 42, items }, name);
  }
});

Deno.test("GET /api/signals takes a limit and refuses one out of range", async () => {
  const { api } = stageOf();
  const one = await (await api.request("/api/signals?limit=1")).json();
  assertEquals(one.items.length, 1);
  for (const limit of ["0", "257", "many"]) {
    const answer = await api.request(`/api/signals?limit=${limit}`);
    assertEquals(answer.status, 400);
    const { error } = await answer.json();
    assertEquals(error.code, "invalid_query");
    assertMatch(error.detail, /^limit: /);
  }
});

Deno.test("GET /api/events/{id}/price-history tells bars and what came since, as decimal texts", async () => {
  const span = {
    open: yesPrice("0.5"),
    high: yesPrice("0.625"),
    low: yesPrice("0.4"),
    close: yesPrice("0.6"),
    quotes: 3,
  };
  const printed = {
    open: "0.50",
    high: "0.625",
    low: "0.40",
    close: "0.60",
    quotes: 3,
  };
  const asked: string[] = [];
  const { api } = stageOf({
    prices: () => ({
      read(marketId) {
        asked.push(marketId);
        return Promise.resolve({
          bars: [{ marketId, fromMs: 0, untilMs: 300_000, ...span }],
          points: [{ marketId, atMs: 330_000, ...span }],
        });
      },
    }),
  });
  const path = "/api/events/kalshi:RAIN/price-history";
  assertEquals(await (await api.request(path)).json(), {
    bars: [{ fromMs: 0, untilMs: 300_000, ...printed }],
    points: [{ atMs: 330_000, ...printed }],
  });
  assertEquals(asked, ["kalshi:RAIN"]);
  assertEquals((await stageOf().api.request(path)).status, 503);
  const none = await api.request("/api/events/nothing/price-history");
  assertEquals(none.status, 400);
});

Deno.test("GET /api/calendar tells what is due when", async () => {
  const task = {
    task: "select_events",
    meaning: "Chooses the events of the day.",
    pattern: "0 0 * * *",
    nextAtMs: 86_400_000,
    last: {
      dueAtMs: 0,
      doneAtMs: 7,
      outcome: "Chose 5 events; 0 others came a step further.",
      isFailed: false,
    },
  };
  const { api } = stageOf({ tasks: () => [task] });
  const answer = await api.request("/api/calendar");
  assertEquals(await answer.json(), { tasks: [task] });
});

Deno.test("GET /api/openapi.json documents every list with its fields", async () => {
  const answer = await stageOf().api.request("/api/openapi.json");
  const document = await answer.json();
  assertEquals(Object.keys(document.paths).toSorted(), [
    "/admin/capital",
    "/admin/contestants/{contestantId}/reset",
    "/admin/dead-letters/{orderId}",
    "/admin/events/approve",
    "/admin/events/manual",
    "/admin/events/pending",
    "/admin/events/select",
    "/admin/events/{id}/swap",
    "/admin/seasons/{seasonId}/conclude",
    "/admin/seasons/{seasonId}/pause",
    "/admin/seasons/{seasonId}/resume",
    "/admin/seasons/{seasonId}/start",
    "/admin/settlements/{marketId}",
    "/admin/trading-state",
    "/api/actors",
    "/api/acts",
    "/api/admin/audit",
    "/api/boards",
    "/api/boards/days",
    "/api/boards/days/{day}",
    "/api/boards/pair",
    "/api/calendar",
    "/api/chat",
    "/api/dead-letters",
    "/api/decisions/{id}",
    "/api/events",
    "/api/events/{id}/price-history",
    "/api/export",
    "/api/export/decisions.csv",
    "/api/export/decisions.jsonl",
    "/api/export/decisions.parquet",
    "/api/export/forecasts.csv",
    "/api/export/forecasts.jsonl",
    "/api/export/forecasts.parquet",
    "/api/export/settlements.csv",
    "/api/export/settlements.jsonl",
    "/api/export/settlements.parquet",
    "/api/export/snapshots.csv",
    "/api/export/snapshots.jsonl",
    "/api/export/snapshots.parquet",
    "/api/fills",
    "/api/history/decisions",
    "/api/history/equity",
    "/api/history/events",
    "/api/history/fills",
    "/api/history/forecasts",
    "/api/history/notices",
    "/api/history/orders",
    "/api/history/settlements",
    "/api/history/signals",
    "/api/history/snapshots",
    "/api/history/transfers",
    "/api/journal",
    "/api/latency",
    "/api/leaderboard",
    "/api/markets",
    "/api/model-calls",
    "/api/models",
    "/api/models/{id}",
    "/api/orders",
    "/api/perpetuals",
    "/api/perpetuals/decisions",
    "/api/perpetuals/fills",
    "/api/perpetuals/orders",
    "/api/perpetuals/positions",
    "/api/seasons",
    "/api/sessions",
    "/api/signals",
    "/api/trades",
    "/api/view",
    "/status",
  ]);
  assertStringIncludes(JSON.stringify(document), "realizedPnl");
});

Deno.test("GET /status tells phase, uptime, age of the newest event and journal head", async () => {
  const answer = await stageOf().api.request("/status");
  assertEquals(await answer.json(), {
    phase: "starting",
    sentence: INITIAL.phase.sentence,
    uptimeMs: 5_000,
    venue: { id: "dflow", status: "connecting", resumesAtMs: 9_000 },
    lastEventAgeMs: 2_000,
    journal: { sequence: 43, hash: "ab" },
    viewers: 0,
    trading: {
      lastDecisionAgeMs: null,
      lastOrderAgeMs: 6_000 - sampleOrder("o_1").atMs,
      lastFillAgeMs: 6_000 - sampleFill("f_1").atMs,
      denied: {},
    },
  });
});

Deno.test("GET /metrics prints what operators watch", async () => {
  const { api, hub } = stageOf();
  const stream = hub.connect(null);
  const text = await (await api.request("/metrics")).text();
  for (
    const line of [
      "arena_market_events_total 77",
      "arena_journal_sequence 42",
      "arena_sse_clients 1",
      'arena_mailbox_depth{actor="arena/feed"} 3',
      'arena_actor_restarts_total{actor="arena/feed"} 2',
    ]
  ) {
    assertStringIncludes(text, line);
  }
  await stream.body?.cancel();
});

Deno.test("GET /metrics tells where the time of orders went, part by part", async () => {
  const timings = new OrderTimings();
  const { api } = stageOf({ timings });
  const order = sampleOrder("o_1");
  timings.observe({
    orderId: orderId(order.id),
    contestantId: contestantId(order.contestantId),
    venue: "dflow",
    decideUs: null,
    checkUs: 30,
    journalUs: 4_000,
    signUs: 0,
    wireUs: 2_000_000,
  });
  const text = await (await api.request("/metrics")).text();
  const lines = [
    'arena_order_latency_seconds_count{part="check"} 1',
    'arena_order_latency_seconds_sum{part="journal"} 0.004',
    'arena_order_latency_seconds_bucket{le="1",part="wire"} 0',
    'arena_order_latency_seconds_bucket{le="5",part="wire"} 1',
  ];
  for (const line of lines) assertStringIncludes(text, line);
  assertEquals(text.includes('part="decide"'), false);
});

Deno.test("GET /api/latency sums up where the time of the newest orders went, part by part", async () => {
  const timings = new OrderTimings();
  const { api } = stageOf({ timings });
  const read = async () => await (await api.request("/api/latency")).json();
  assertEquals(await read(), { items: [] });
  const { contestantId: id } = sampleOrder("o_1");
  for (let n = 1; n <= 1_124; n++) {
    timings.observe({
      orderId: orderId(`o_${n}`),
      contestantId: contestantId(id),
      venue: "dflow",
      decideUs: null,
      checkUs: n === 1 ? 30 : null,
      journalUs: n,
      signUs: 0,
      wireUs: 7,
    });
  }
  // The newest 1,024 count: 101 to 1,124.
  assertEquals(await read(), {
    items: [
      { part: "check", orders: 1, medianUs: 30, p99Us: 30 },
      { part: "journal", orders: 1_024, medianUs: 612, p99Us: 1_114 },
      { part: "sign", orders: 1_024, medianUs: 0, p99Us: 0 },
      { part: "wire", orders: 1_024, medianUs: 7, p99Us: 7 },
    ],
  });
});

Deno.test("GET /metrics counts afresh at every scrape", async () => {
  const { api } = stageOf();
  const first = await (await api.request("/metrics")).text();
  assertEquals(await (await api.request("/metrics")).text(), first);
});

Deno.test("GET /stream resumes by header, then by query", async () => {
  const { api, hub } = stageOf();
  const asked: (string | null)[] = [];
  hub.connect = (id) => {
    asked.push(id);
    return new Response(null);
  };
  await api.request("/stream");
  await api.request("/stream?after=e-1");
  await api.request("/stream?after=e-1", {
    headers: { "last-event-id": "e-2" },
  });
  assertEquals(asked, [null, "e-1", "e-2"]);
});

Deno.test("HEAD /stream takes no viewer's place", async () => {
  const { api, hub } = stageOf();
  const answer = await api.request("/stream", { method: "HEAD" });
  assertEquals(answer.status, 200);
  assertEquals(hub.clientCount, 0);
});

Deno.test("GET /stream is an event stream that no proxy transforms", async () => {
  const answer = await stageOf().api.request("/stream");
  assertMatch(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  assertEquals(answer.headers.get("cache-control"), "no-cache, no-transform");
  await answer.body?.cancel();
});

Deno.test("POST /admin/actors/…/crash asks for the token and then crashes the actor", async () => {
  const { api, crashed } = stageOf();
  const post = (path: string, authorization?: string) =>
    api.request(`/admin/actors/${path}/crash`, {
      method: "POST",
      headers: authorization === undefined ? {} : { authorization },
    });
  for (const wrong of [undefined, "Bearer nope", TOKEN, `Basic ${TOKEN}`]) {
    assertEquals((await post("arena/feed", wrong)).status, 401);
  }
  assertEquals(crashed, []);
  assertEquals((await post("arena/nobody", `Bearer ${TOKEN}`)).status, 404);
  assertEquals((await post("arena/feed", `Bearer ${TOKEN}`)).status, 202);
  assertEquals(crashed, ["arena/feed"]);
});

Deno.test("POST /admin/actors/…/crash does not exist without a token", async () => {
  const { api, crashed } = stageOf({ adminToken: null });
  const answer = await api.request("/admin/actors/arena/feed/crash", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  assertEquals(answer.status, 404);
  assertEquals(crashed, []);
});

Deno.test("createApi() hides what an error says and reports it", async () => {
  const { api, errors } = stageOf({
    site: () => {
      throw new TypeError("secret");
    },
  });
  const answer = await api.request("/");
  assertEquals(answer.status, 500);
  assertEquals(await answer.text(), '{"error":{"code":"internal_error"}}');
  assertEquals(errors.map(({ message }) => message), ["secret"]);
});

Deno.test("createApi() answers unknown API paths itself and leaves the rest to the pages", async () => {
  const { api } = stageOf();
  assertEquals((await api.request("/api/nothing")).status, 404);
  assertEquals((await api.request("/admin/x")).status, 401);
  assertEquals(await (await api.request("/anything")).text(), "<p>page</p>");
});

Deno.test("createApi() protects every answer with headers", async () => {
  const { api } = stageOf({
    site: () =>
      new Response("", {
        headers: {
          "content-type": "text/html",
          "content-security-policy":
            "script-src 'nonce-1'; upgrade-insecure-requests",
        },
      }),
  });
  const policyOf = async (path: string) => {
    const { headers } = await api.request(path);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    return headers.get("content-security-policy");
  };
  assertEquals(await policyOf("/"), "script-src 'nonce-1'");
  assertEquals(
    await policyOf("/api/view"),
    "default-src 'none'; frame-ancestors 'none'",
  );
  const plain = await stageOf().api.request("/");
  assertStringIncludes(
    plain.headers.get("content-security-policy") ?? "",
    "default-src 'self'",
  );
});

Deno.test("GET /healthz answers as long as the process does", async () => {
  const answer = await stageOf().api.request("/healthz");
  assertEquals(await answer.json(), { status: "ok" });
});

Deno.test("GET /api/view follows the hub's newest frame", async () => {
  const { api, hub } = stageOf();
  const frame: ViewFrame = {
    epoch: "e",
    afterSeq: 9,
    seq: 9,
    view: { ...VIEW, seq: 9 },
    deltas: null,
    snapshot: () => new Uint8Array(),
  };
  hub.publish(frame);
  assertEquals((await (await api.request("/api/view")).json()).seq, 9);
});

function shelfOf(...published: readonly BoardsView[]): LatestBoards {
  const shelf = new LatestBoards();
  for (const boards of published) shelf.publish(boards);
  return shelf;
}

Deno.test("GET /api/boards?season= answers for that season, and GET /api/seasons with all of them, what is on first", async () => {
  const winter: BoardsView = {
    ...SAMPLE_BOARDS,
    season: { ...OPEN_SEASON_VIEW, id: "winter", status: "over" },
    journalSequence: 3,
    trading: [],
    pairs: [],
  };
  const { api } = stageOf({ boards: shelfOf(winter, SAMPLE_BOARDS) });
  const read = async (path: string) => await (await api.request(path)).json();
  const seasons = z.array(seasonSchema).parse(await read("/api/seasons"));
  assertEquals(seasons.map(({ id }) => id), ["open", "winter"]);
  assertEquals((await read("/api/boards?season=winter")).journalSequence, 3);
  assertEquals((await read("/api/boards")).season.id, "open");
  const answers = [
    await api.request("/api/boards?season=nobody"),
    await api.request("/api/boards/pair?left=ann&right=bob&season=winter"),
    await api.request("/api/boards/pair?left=ann&right=bob&season=open"),
    await api.request("/api/boards?day=1"),
  ];
  assertEquals(answers.map(({ status }) => status), [404, 404, 200, 400]);
});

Deno.test("GET /api/boards/days has both boards as of each day, and one of them by its date", async () => {
  const shelf = shelfOf(SAMPLE_BOARDS);
  const day = { seasonId: "open", hourAtMs: 1, isFinal: false, rows: [] };
  shelf.publishDay({ ...day, day: "2026-11-19" });
  shelf.publishDay({ ...day, day: "2026-11-20" });
  const { api } = stageOf({ boards: shelf });
  const days = await (await api.request("/api/boards/days")).json();
  assertEquals(
    z.array(boardDaySchema).parse(days).map((one) => one.day),
    ["2026-11-19", "2026-11-20"],
  );
  const statuses = [];
  for (
    const path of ["2026-11-20", "2026-11-18", "yesterday", "2026-11-20?x=1"]
  ) {
    statuses.push((await api.request(`/api/boards/days/${path}`)).status);
  }
  assertEquals(statuses, [200, 404, 400, 400]);
});

Deno.test("GET /api/boards answers with both boards and a definition of every figure", async () => {
  const { api } = stageOf({ boards: shelfOf(SAMPLE_BOARDS) });
  const answer = await api.request("/api/boards");
  assertEquals(answer.status, 200);
  const { definitions, ...boards } = await answer.json();
  assertEquals(boardsSchema.parse(boards), SAMPLE_BOARDS);
  assertEquals(Object.keys(definitions).includes("alwaysValid"), true);
});

Deno.test("GET /api/models lists the catalog, and one of it by its id", async () => {
  const models = seededCatalog();
  const catalog = catalogView(models, new Set(), Date.parse("2026-11-21"));
  const { api } = stageOf({ catalog: () => catalog });
  const listed = await (await api.request("/api/models")).json();
  assertEquals(catalogSchema.parse(listed), catalog);
  const one = await (await api.request("/api/models/claude-3.5")).json();
  assertEquals([one.name, one.price.cached, one.status], [
    "Claude 3.5",
    "0.30",
    "silent",
  ]);
  assertEquals((await api.request("/api/models/hal-9000")).status, 404);
});

Deno.test("GET /api/boards/pair compares two from the side that is asked for", async () => {
  const { api } = stageOf({ boards: shelfOf(SAMPLE_BOARDS) });
  const ask = async (query: string) => {
    const answer = await api.request(`/api/boards/pair?${query}`);
    return [answer.status, await answer.json()];
  };
  const [, one] = await ask("left=ann&right=bob");
  const [, other] = await ask("left=bob&right=ann");
  assertEquals(one.difference < 0, true);
  assertEquals(other.difference, -one.difference);
  assertEquals(other.alwaysValid.high, -one.alwaysValid.low);
  assertEquals([other.leftId, other.rightId], ["bob", "ann"]);
  assertEquals((await ask("left=ann&right=nobody"))[0], 404);
  assertEquals((await ask("left=ann"))[0], 400);
});
