import { OpenAPIHono } from "@hono/zod-openapi";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { sampleEvent } from "../../domain/testing/view_samples.ts";
import { usd } from "../../domain/money.ts";
import { addAdmin } from "./admin.ts";
import type { History } from "../../actors/ports/history.ts";
import { addActs } from "./admin_audit.ts";
import { ReadGate } from "./read_gate.ts";
import type { OperatorDesk } from "./operator_desk.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

const ACT = {
  action: "halted",
  subject: "The arena",
  by: "ops",
  reason: "Something is wrong.",
  atMs: 1,
  offset: 7,
};

/** A history of one act. */
const history: History = {
  page: () =>
    Promise.resolve({
      items: [ACT],
      nextBefore: null,
      journalSequence: 7,
    } as unknown as never),
};

/** Admin routes over a desk that writes down what it is asked for. */
function stageOf(answers: Partial<OperatorDesk> = {}, adminToken = TOKEN) {
  const asked: unknown[] = [];
  const desk: OperatorDesk = {
    setTradingState(wanted) {
      asked.push(wanted);
      return Promise.resolve({ kind: "trading_state_set", sequence: 7 });
    },
    changeSeason(change) {
      asked.push(change);
      return Promise.resolve({ kind: "season_changed", sequence: 9 });
    },
    resetAccount(wanted) {
      asked.push(wanted);
      return Promise.resolve({ kind: "account_reset", sequence: 10 });
    },
    decideHold(wanted) {
      asked.push(wanted);
      return Promise.resolve({ kind: "hold_decided", sequence: 11 });
    },
    recordAct: (act) => void asked.push(act),
    moveCapital(move) {
      asked.push(move);
      const money = { equityBefore: usd("1"), cash: usd("2") };
      return Promise.resolve({ kind: "capital_moved", sequence: 8, ...money });
    },
    changeEvents(request) {
      asked.push(request);
      const marketIds = [marketId("kalshi", "A")];
      return Promise.resolve({
        kind: "events_changed",
        sequence: 9,
        marketIds,
      });
    },
    resolveDeadLetter(word) {
      asked.push(word);
      return Promise.resolve({ kind: "dead_letter_resolved", sequence: 12 });
    },
    ...answers,
  };
  const api = new OpenAPIHono({
    defaultHook: (result, context) =>
      result.success
        ? undefined
        : context.json({ wrong: result.error.issues.length }, 400),
  });
  const open = { isOpen: true };
  addAdmin(api, {
    adminToken,
    crashActor: (path) => path === "arena/market/feed",
    gate: new ReadGate(),
    history: () => history,
    desk: () => open.isOpen ? desk : null,
    events: () => [SAMPLE_EVENT, { ...SAMPLE_EVENT, state: "active" }],
  });
  const post = async (
    path: string,
    body: unknown,
    { token = adminToken, method = "POST" } = {},
  ) => {
    const answer = await api.request(`/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return [answer.status, text.startsWith("{") ? JSON.parse(text) : text];
  };
  return { asked, post, open };
}

const SAMPLE_EVENT = sampleEvent("kalshi:A");

const HALT = {
  contestantId: null,
  state: "halted",
  detail: "Something is wrong.",
  by: "ops",
};

Deno.test("POST /admin/trading-state hands the arena's state to the desk and tells the row", async () => {
  const { asked, post } = stageOf();
  assertEquals(await post("trading-state", HALT), [200, {
    journalSequence: 7,
  }]);
  const step = {
    contestantId: "mirror",
    step: "flatten",
    detail: "x",
    by: "y",
  };
  await post("trading-state", step);
  await post("trading-state", { ...HALT, seasonId: "winter" });
  assertEquals(asked, [
    {
      scope: { kind: "arena" },
      state: "halted",
      step: null,
      detail: "Something is wrong.",
      by: "ops",
    },
    {
      scope: { kind: "contestant", contestantId: "mirror" },
      state: "reducing",
      step: "flatten",
      detail: "x",
      by: "y",
    },
    {
      scope: { kind: "season", seasonId: "winter" },
      state: "halted",
      step: null,
      detail: "Something is wrong.",
      by: "ops",
    },
  ]);
});

Deno.test("POST /admin/trading-state tells why nothing changed, and that nobody answered", async () => {
  const kept = stageOf({
    setTradingState: () =>
      Promise.resolve({ kind: "trading_state_kept", reason: "It is so." }),
  });
  assertEquals(await kept.post("trading-state", HALT), [409, {
    error: { code: "refused", detail: "It is so." },
  }]);
  const unavailable = [503, { error: { code: "arena_unavailable" } }];
  const silent = stageOf({ setTradingState: () => Promise.resolve(null) });
  assertEquals(await silent.post("trading-state", HALT), unavailable);
  const { post, open } = stageOf();
  open.isOpen = false;
  assertEquals(await post("trading-state", HALT), unavailable);
});

Deno.test("admin routes take nothing without the token, and nothing that does not fit", async () => {
  const { asked, post } = stageOf();
  const [status] = await post("trading-state", HALT, { token: "wrong" });
  assertEquals(status, 401);
  const misfits = [
    { ...HALT, state: "stopped" },
    { ...HALT, step: "flatten" },
    { ...HALT, by: "" },
    { contestantId: null, detail: "x", by: "y" },
    { ...HALT, contestantId: "mirror", seasonId: "winter" },
  ];
  for (const body of misfits) {
    assertEquals((await post("trading-state", body))[0], 400);
  }
  const huge = { ...HALT, detail: "x".repeat(20_000) };
  assertEquals((await post("trading-state", huge))[0], 413);
  assertEquals(asked, []);
});

Deno.test("nobody signs with the token, however it is written", async () => {
  const token = `a/b+c="d\\e" ${TOKEN}`;
  const { asked, post } = stageOf({}, token);
  const said = encodeURIComponent(token);
  const crash = "actors/arena/market/feed/crash";
  const plus = said.replaceAll("%20", "+");
  for (
    const [path, body] of [
      ["trading-state", { ...HALT, by: token }],
      ["trading-state", { ...HALT, detail: `It is ${token}.` }],
      [`${crash}?by=${said}`, {}],
      [`${crash}?reason=${plus}`, {}],
    ] as const
  ) {
    const [status, answer] = await post(path, body);
    assertEquals([status, answer.error?.code], [400, "invalid_body"]);
  }
  assertEquals(asked, []);
});

Deno.test("POST /admin/capital takes exact dollars and refuses other numbers", async () => {
  const { asked, post } = stageOf();
  const move = {
    moveId: "m_1",
    contestantId: "mirror",
    amount: "-12.50",
    reason: "Season end.",
    by: "ops",
  };
  assertEquals(await post("capital", move), [200, { journalSequence: 8 }]);
  assertEquals(asked, [{ ...move, amount: usd("-12.50") }]);
  assertEquals((await post("capital", { ...move, amount: 12.5 }))[0], 400);
  assertEquals((await post("capital", { ...move, amount: "1e3" }))[0], 400);
  const refusing = stageOf({
    moveCapital: () =>
      Promise.resolve({ kind: "capital_refused", reason: "Too much." }),
  });
  const [status, body] = await refusing.post("capital", move);
  assertEquals(status, 409);
  assertStringIncludes(JSON.stringify(body), "Too much.");
});

Deno.test("POST /admin/dead-letters/… passes the operator's word on", async () => {
  const { asked, post } = stageOf();
  const word = { action: "cancel", by: "ops", detail: "The venue says so." };
  assertEquals(await post("dead-letters/o_1", word), [200, {
    journalSequence: 12,
  }]);
  assertEquals(asked, [{ orderId: "o_1", ...word }]);
  assertEquals((await post("dead-letters/o%201", word))[0], 400);
  assertEquals(
    (await post("dead-letters/o_1", { ...word, action: "forget" }))[0],
    400,
  );
  const reason = "Order o_1 waits for no operator.";
  const refusing = stageOf({
    resolveDeadLetter: () =>
      Promise.resolve({ kind: "dead_letter_kept", reason }),
  });
  assertEquals(await refusing.post("dead-letters/o_1", word), [409, {
    error: { code: "refused", detail: reason },
  }]);
});

Deno.test("POST /admin/seasons/… starts, pauses, resumes and concludes, each signed", async () => {
  const { asked, post } = stageOf();
  const signed = { by: "ops", reason: "It is time." };
  assertEquals(await post("seasons/winter/start", signed), [200, {
    journalSequence: 9,
  }]);
  assertEquals((await post("seasons/winter/pause", signed))[0], 200);
  assertEquals((await post("seasons/winter/resume", signed))[0], 200);
  assertEquals((await post("seasons/winter/conclude", signed))[0], 200);
  const scope = { kind: "season", seasonId: "winter" };
  const state = { scope, by: "ops", detail: "It is time." };
  assertEquals(asked, [
    { kind: "start_season", seasonId: "winter", ...signed },
    { ...state, state: "halted", step: "pause" },
    { ...state, state: "active", step: null },
    { kind: "conclude_season", seasonId: "winter", ...signed },
  ]);
  assertEquals((await post("seasons/Winter!/start", signed))[0], 400);
  assertEquals((await post("seasons/winter/start", { by: "ops" }))[0], 400);
  const refusing = stageOf({
    changeSeason: () =>
      Promise.resolve({ kind: "season_kept", reason: "It is over." }),
  });
  assertEquals(await refusing.post("seasons/winter/start", signed), [409, {
    error: { code: "refused", detail: "It is over." },
  }]);
});

Deno.test("the routes of events hand what is asked for to the desk, with who and why", async () => {
  const { asked, post } = stageOf();
  const signed = { by: "ada", reason: "It is time." };
  const done = [200, { journalSequence: 9, events: ["kalshi:A"] }];
  const put = { method: "PUT" };
  assertEquals(await post("events/select", signed), done);
  const manual = { ...signed, marketId: "kalshi:B" };
  assertEquals(await post("events/manual", manual), done);
  assertEquals(await post("events/kalshi:A/swap", signed, put), done);
  const swap = { ...signed, replacementId: "kalshi:B" };
  assertEquals(await post("events/kalshi%3AA/swap", swap, put), done);
  assertEquals(await post("events/approve", signed), done);
  const approve = { ...signed, marketIds: ["kalshi:A"] };
  assertEquals(await post("events/approve", approve), done);
  const swapped = { kind: "swap", marketId: "kalshi:A", ...signed };
  assertEquals(asked, [
    { kind: "select", ...signed },
    { kind: "add", ...manual },
    { ...swapped, replacementId: null },
    { ...swapped, replacementId: "kalshi:B" },
    { kind: "approve", ...signed, marketIds: null },
    { kind: "approve", ...approve },
  ]);
});

Deno.test("the routes of events tell why nothing changed, what is pending, and ask for who and why", async () => {
  const { post, open } = stageOf({
    changeEvents: () =>
      Promise.resolve({ kind: "events_refused", reason: "None is pending." }),
  });
  const signed = { by: "ada", reason: "It is time." };
  const [status, body] = await post("events/approve", signed);
  assertEquals([status, body.error.detail], [409, "None is pending."]);
  const get = { method: "GET" };
  assertEquals(await post("events/pending", null, get), [200, {
    events: [SAMPLE_EVENT],
  }]);
  for (const wrong of [{ by: "ada" }, { reason: "x" }, { ...signed, x: 1 }]) {
    assertEquals((await post("events/select", wrong))[0], 400);
  }
  const stranger = { ...get, token: "x" };
  assertEquals((await post("events/pending", null, stranger))[0], 401);
  open.isOpen = false;
  assertEquals((await post("events/select", signed))[0], 503);
});

Deno.test("POST /admin/contestants/…/reset asks the desk, and tells why not", async () => {
  const { asked, post } = stageOf();
  const signed = { by: "ops", reason: "It ran into a bug." };
  assertEquals(await post("contestants/mirror@winter/reset", signed), [200, {
    journalSequence: 10,
  }]);
  assertEquals(asked, [{ contestantId: "mirror@winter", ...signed }]);
  assertEquals((await post("contestants/mirror/reset", { by: "ops" }))[0], 400);
  const refusing = stageOf({
    resetAccount: () =>
      Promise.resolve({ kind: "reset_refused", reason: "Orders are open." }),
  });
  assertEquals(await refusing.post("contestants/mirror/reset", signed), [409, {
    error: { code: "refused", detail: "Orders are open." },
  }]);
});

Deno.test("a crash that an operator asked for is written down, with who and why where that is said", async () => {
  const { asked, post } = stageOf();
  await post("actors/arena/market/feed/crash?by=anna&reason=To%20see%20it", {});
  await post("actors/arena/market/feed/crash", {});
  await post("actors/arena/nobody/crash", {});
  const act = { action: "crash", subject: "arena/market/feed" };
  assertEquals(asked, [
    { ...act, by: "anna", reason: "To see it" },
    { ...act, by: "operator", reason: "No reason given." },
  ]);
});

Deno.test("GET /api/admin/audit says who to those with the token, and GET /api/acts to nobody", async () => {
  const api = new OpenAPIHono();
  const dependencies = {
    adminToken: TOKEN,
    crashActor: () => false,
    desk: () => null,
    events: () => [],
    gate: new ReadGate(),
    history: () => history,
  };
  addAdmin(api, dependencies);
  addActs(api, dependencies.gate, dependencies.history);
  const read = (path: string, token: string) =>
    api.request(path, { headers: { authorization: `Bearer ${token}` } });
  assertEquals((await read("/api/admin/audit", "wrong")).status, 401);
  const audit = await (await read("/api/admin/audit", TOKEN)).json();
  assertEquals(audit.items, [ACT]);
  const acts = await (await api.request("/api/acts?limit=1")).json();
  const { by: _by, ...told } = ACT;
  assertEquals(acts.items, [told]);
});

Deno.test("POST /admin/settlements/… releases or keeps a hold, signed, and names no result", async () => {
  const signed = { by: "ops", reason: "The venue confirmed it." };
  const { post, asked } = stageOf();
  for (const action of ["release", "keep"]) {
    const wanted = { ...signed, action };
    assertEquals(await post("settlements/kalshi:A", wanted), [200, {
      journalSequence: 11,
    }]);
    assertEquals(asked.pop(), { marketId: "kalshi:A", ...wanted });
  }
  for (
    const bad of [
      { ...signed, action: "pay" },
      { ...signed, action: "release", resolution: { kind: "yes" } },
      { action: "release", reason: "Nobody signs." },
    ]
  ) {
    assertEquals((await post("settlements/kalshi:A", bad))[0], 400);
  }
  assertEquals(asked, []);
  const refusing = stageOf({
    decideHold: () =>
      Promise.resolve({ kind: "hold_refused", reason: "It is not held." }),
  });
  const [status] = await refusing.post("settlements/kalshi:A", {
    ...signed,
    action: "keep",
  });
  assertEquals(status, 409);
});
