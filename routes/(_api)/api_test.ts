import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { ViewFrame } from "../../actors/ports/view_stream.ts";
import { arenaSchema, type ArenaView } from "../../domain/view.ts";
import {
  sampleActor,
  sampleContestant,
  sampleFill,
  sampleOrder,
  sampleSignal,
} from "../../domain/testing/view_samples.ts";
import { type ApiDependencies, createApi } from "./api.ts";
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
  venue: { ...INITIAL.venue, eventsReceived: 77, lastEventAtMs: 4_000 },
};

function stageOf(changed: Partial<ApiDependencies> = {}) {
  const hub = new SseHub({ timer: new ManualTimer(), initial: VIEW });
  const errors: Error[] = [];
  const crashed: string[] = [];
  const api = createApi({
    hub,
    site: () =>
      new Response("<p>page</p>", { headers: { "content-type": "text/html" } }),
    nowMs: () => 6_000,
    journalHead: () => ({ sequence: 43, hash: "ab" }),
    history: () => null,
    journal: () => null,
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

Deno.test("GET /api/openapi.json documents every list with its fields", async () => {
  const answer = await stageOf().api.request("/api/openapi.json");
  const document = await answer.json();
  assertEquals(Object.keys(document.paths).toSorted(), [
    "/api/actors",
    "/api/fills",
    "/api/history/decisions",
    "/api/history/equity",
    "/api/history/fills",
    "/api/history/orders",
    "/api/history/settlements",
    "/api/history/signals",
    "/api/journal",
    "/api/leaderboard",
    "/api/markets",
    "/api/orders",
    "/api/signals",
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
    venue: { id: "dflow", status: "connecting" },
    lastEventAgeMs: 2_000,
    journal: { sequence: 43, hash: "ab" },
    viewers: 0,
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
