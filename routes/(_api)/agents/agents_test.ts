import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { OpenAPIHono } from "@hono/zod-openapi";
// @ts-types="@modelcontextprotocol/sdk/client/index"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";
import type {
  AgentDecisionReply,
  AgentDesk,
  AgentRefusalCode,
  AgentSubmission,
} from "../../../actors/ports/agent_desk.ts";
import { HOLD_ANSWER } from "../../../actors/trader/mind/testing/scripted_models.ts";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../../domain/ids.ts";
import { sealedSnapshot } from "../../../domain/snapshot.ts";
import { addAgents } from "./agents.ts";
import { AgentGate } from "./agent_gate.ts";

const TOKEN = "a".repeat(32);
const OTHER = "b".repeat(32);
const BOT = contestantId("agent-bot");
/** Who is in which season. */
const SEATS = new Set<string>([BOT, "agent-other", `${BOT}@winter`]);
const ROUND = sealedSnapshot({
  takenAtMs: 1_000,
  causationId: "r1",
  signal: null,
  markets: [],
});
const ACCOUNT = {
  cash: "10000.00",
  startingBalance: "10000.00",
  realizedPnl: "0",
  feesPaid: "0",
  inferenceCost: "0",
  tradingState: "active",
  positions: [],
  workingOrders: [],
  trades: [],
} as const;
const TAKEN: AgentDecisionReply = {
  kind: "taken",
  decisionId: decisionId("d_1"),
  orderId: orderId("o_1"),
  status: "submitted",
  isRepeat: false,
};
const BODY = {
  snapshotId: ROUND.id,
  marketId: marketId("kalshi", "KXTEST-1"),
  decision: HOLD_ANSWER,
};

/** A desk that says what a test wants, and remembers what it was asked. */
class ScriptedDesk implements AgentDesk {
  readonly submissions: AgentSubmission[] = [];
  readonly canceled: string[] = [];
  reply: AgentDecisionReply | null = TAKEN;

  standing() {
    return Promise.resolve({
      account: ACCOUNT,
      snapshots: [{ snapshot: ROUND, decideBeforeMs: 121_000 }],
    });
  }

  decide(submission: AgentSubmission) {
    this.submissions.push(submission);
    return Promise.resolve(this.reply);
  }

  cancel(id: string) {
    this.canceled.push(id);
    return Promise.resolve(
      id === "o_1" ? { kind: "canceling" as const } : refusal("unknown_order"),
    );
  }
}

function refusal(code: AgentRefusalCode) {
  return {
    kind: "refused" as const,
    code,
    detail: "As the test says.",
    denial: code === "denied" ? "STALE_QUOTE" as const : null,
    decisionId: null,
  };
}

function open({ perMinute = 100, trades = true } = {}) {
  const desk = new ScriptedDesk();
  const asked: string[] = [];
  let nowMs = 1_000;
  const api = new OpenAPIHono();
  api.onError((_error, context) => context.text("internal", 500));
  addAgents(api, {
    agents: [
      { contestantId: BOT, token: TOKEN },
      { contestantId: contestantId("agent-other"), token: OTHER },
    ],
    requestsPerMinute: perMinute,
    desk: (id) => {
      asked.push(id);
      return trades && SEATS.has(id) ? desk : null;
    },
    nowMs: () => nowMs,
  });
  const request = async (
    path: string,
    init: RequestInit = {},
    token = TOKEN,
  ) => {
    const response = await api.request(`/api/agent${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...init.headers,
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      code: z.object({ error: z.object({ code: z.string() }) })
        .safeParse(text.startsWith("{") ? JSON.parse(text) : null)
        .data?.error.code,
    };
  };
  return {
    desk,
    asked,
    api,
    request,
    post: (body: unknown, headers: HeadersInit = { "idempotency-key": "k1" }) =>
      request("/decisions", {
        method: "POST",
        headers,
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    wait: (ms: number) => nowMs += ms,
  };
}

Deno.test("agent API lets in nobody without a token of an agent, and each agent to its own desk", async () => {
  const { request, asked } = open();
  for (const token of ["", "c".repeat(32), `${TOKEN}x`, TOKEN.slice(1)]) {
    const { status, code, headers } = await request("/account", {}, token);
    assertEquals([status, code], [401, "unauthorized"]);
    assertEquals(headers.get("www-authenticate"), "Bearer");
  }
  assertEquals(asked, []);
  await request("/account");
  await request("/account", {}, OTHER);
  assertEquals(asked, ["agent-bot", "agent-other"]);
});

Deno.test("agent API hands out account, positions, orders and the current snapshot", async () => {
  const { request } = open();
  assertEquals(JSON.parse((await request("/account")).text), { ...ACCOUNT });
  assertEquals((await request("/positions")).text, "[]");
  assertEquals((await request("/orders")).text, "[]");
  const current = await request("/snapshots/current");
  assertEquals(JSON.parse(current.text), {
    snapshot: { ...ROUND },
    decideBeforeMs: 121_000,
  });
  assertEquals((await request(`/snapshots/${ROUND.id}`)).text, current.text);
  const gone = await request("/snapshots/n_gone");
  assertEquals([gone.status, gone.code], [404, "unknown_snapshot"]);
  assertStringIncludes((await request("/snapshots")).text, ROUND.id);
});

Deno.test("agent API takes a decision in the form of a model's, under its idempotency key", async () => {
  const { post, desk } = open();
  const { status, text } = await post(BODY);
  assertEquals(status, 200);
  const { kind: _kind, ...taken } = TAKEN;
  assertEquals(JSON.parse(text), taken);
  assertEquals(desk.submissions, [{
    snapshotId: ROUND.id,
    marketId: BODY.marketId,
    key: "k1",
    answer: HOLD_ANSWER,
  }]);
});

Deno.test("agent API answers what is malformed with 400 and one sentence, and no desk hears of it", async () => {
  const { post, desk } = open();
  const bodies: readonly unknown[] = [
    "{",
    "",
    [],
    {},
    { ...BODY, extra: 1 },
    { ...BODY, decision: { ...HOLD_ANSWER, probabilityYes: 1.5 } },
    { ...BODY, decision: { ...HOLD_ANSWER, action: "buy_yes" } },
    { ...BODY, decision: { ...HOLD_ANSWER, action: "sell_everything" } },
    { ...BODY, marketId: "" },
  ];
  for (const body of bodies) {
    const { status, code } = await post(body);
    assertEquals([status, code], [400, "invalid_body"], JSON.stringify(body));
  }
  const keyless: readonly HeadersInit[] = [
    {},
    { "idempotency-key": "with blank" },
    { "idempotency-key": "x".repeat(201) },
  ];
  for (const headers of keyless) {
    assertEquals((await post(BODY, headers)).status, 400);
  }
  const plain = await post(BODY, {
    "idempotency-key": "k1",
    "content-type": "text/plain",
  });
  assertEquals([plain.status, plain.code], [400, "invalid_body"]);
  assertEquals(desk.submissions, []);
});

Deno.test("agent API refuses a body over its bound", async () => {
  const { post } = open();
  const { status, code } = await post(`"${"x".repeat(65_536)}"`);
  assertEquals([status, code], [413, "too_large"]);
});

Deno.test("agent API tells each refusal by status, code and sentence", async () => {
  const { post, desk } = open();
  const expected: readonly (readonly [AgentRefusalCode, number])[] = [
    ["unknown_snapshot", 404],
    ["late", 409],
    ["already_decided", 409],
    ["key_reused", 409],
    ["halted", 409],
    ["unusable", 422],
    ["denied", 422],
  ];
  for (const [wanted, wantedStatus] of expected) {
    desk.reply = refusal(wanted);
    const { status, code, text } = await post(BODY);
    assertEquals([status, code], [wantedStatus, wanted]);
    assertStringIncludes(text, "As the test says.");
    assertEquals(text.includes("STALE_QUOTE"), wanted === "denied");
  }
});

Deno.test("agent API answers 503 while the arena does not trade or does not answer", async () => {
  const silent = open();
  silent.desk.reply = null;
  assertEquals((await silent.post(BODY)).code, "arena_unavailable");
  const { request, post } = open({ trades: false });
  for (const path of ["/account", "/snapshots", "/snapshots/current"]) {
    assertEquals((await request(path)).status, 503);
  }
  assertEquals((await post(BODY)).status, 503);
});

Deno.test("agent API cancels an agent's own order and knows no other", async () => {
  const { request, desk } = open();
  const cancel = (id: string) => request(`/orders/${id}`, { method: "DELETE" });
  assertEquals((await cancel("o_1")).status, 202);
  const other = await cancel("o_2");
  assertEquals([other.status, other.code], [404, "unknown_order"]);
  assertEquals(desk.canceled, ["o_1", "o_2"]);
});

Deno.test("agent API lets an agent ask so many times a minute, whatever others do", async () => {
  const { request, wait } = open({ perMinute: 2 });
  assertEquals((await request("/account")).status, 200);
  wait(10_000);
  assertEquals((await request("/account")).status, 200);
  const third = await request("/account");
  assertEquals([third.status, third.code], [429, "rate_limited"]);
  assertEquals(third.headers.get("retry-after"), "50");
  assertEquals((await request("/account", {}, OTHER)).status, 200);
  wait(50_000);
  assertEquals((await request("/account")).status, 200);
});

Deno.test("agent API has a desk for each season that an agent is in, and none where it is not", async () => {
  const { request, asked, desk } = open();
  const winter = await request("/account?season=winter");
  assertEquals([winter.status, asked], [200, ["agent-bot@winter"]]);
  const post = (query: string) =>
    request(`/decisions${query}`, {
      method: "POST",
      headers: { "idempotency-key": "k1" },
      body: JSON.stringify(BODY),
    });
  assertEquals((await post("?season=winter")).status, 200);
  assertEquals(desk.submissions.length, 1);
  for (const season of ["summer", "WINTER", "winter@winter", ""]) {
    const query = `?season=${season}`;
    const { status, code } = await post(query);
    assertEquals([status, code], [404, "unknown_season"], season);
    assertEquals((await request(`/snapshots${query}`)).status, 404);
  }
  assertEquals(
    (await request("/account?season=winter", {}, OTHER)).status,
    404,
  );
  assertEquals(desk.submissions.length, 1);
  // While nothing trades nobody knows who is where.
  const closed = open({ trades: false });
  const unknown = await closed.request("/account?season=summer");
  assertEquals([unknown.status, unknown.code], [503, "arena_unavailable"]);
});

Deno.test("AgentGate keeps hashes alone: no token can be read out of it", () => {
  const gate = new AgentGate([{ contestantId: BOT, token: TOKEN }], 1);
  assertEquals(Deno.inspect(gate, { depth: 10 }).includes(TOKEN), false);
  assertEquals(gate.admit(`Bearer ${TOKEN}`, 0).kind, "admitted");
});

Deno.test("agent API speaks the Model Context Protocol with the same desk behind it", async () => {
  const { api, desk } = open();
  const transport = new StreamableHTTPClientTransport(
    new URL("http://arena.test/api/agent/mcp"),
    {
      requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
      fetch: async (url, init) =>
        await api.request(String(url), init as RequestInit),
    },
  );
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  const { tools } = await client.listTools();
  assertEquals(tools.map(({ name }) => name).toSorted(), [
    "account",
    "cancel_order",
    "decide",
    "snapshot",
    "snapshots",
  ]);
  const call = async (name: string, args: Record<string, unknown>) => {
    const result = await client.callTool({ name, arguments: args });
    return JSON.stringify(result);
  };
  assertStringIncludes(await call("snapshot", { id: "current" }), ROUND.id);
  assertStringIncludes(
    await call("decide", { ...BODY, idempotencyKey: "k9" }),
    "submitted",
  );
  assertEquals(desk.submissions.at(-1)?.key, "k9");
  desk.reply = refusal("late");
  const late = await call("decide", { ...BODY, idempotencyKey: "k10" });
  assert(late.includes("late") && late.includes('"isError":true'));
  const wrong = await call("decide", { ...BODY, marketId: "" });
  assertStringIncludes(wrong, '"isError":true');
  assertEquals(desk.submissions.length, 2);
  await client.close();
});

Deno.test("agent API answers 401 over the Model Context Protocol too", async () => {
  const { request } = open();
  const { status } = await request("/mcp", { method: "POST", body: "{}" }, "x");
  assertEquals(status, 401);
});
