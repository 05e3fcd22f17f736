import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ModelFaultKind, ModelOutcome } from "../../actors/ports/model.ts";
import { HurriedClock } from "./hurried_clock.ts";
import { ModelStage, STAGE_KEY } from "./model_stage.ts";
import type { Script } from "./protocol_server.ts";
import { event } from "./reply_events.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

type Failed = Extract<ModelOutcome, { kind: "failed" }>;

function failed(outcome: ModelOutcome): Failed {
  if (outcome.kind === "replied") throw new Error("it replied");
  return outcome;
}

function refusal(
  status: number,
  error: unknown,
  headers: Readonly<Record<string, string>> = {},
): Script {
  return {
    kind: "body",
    status,
    text: JSON.stringify({ error, user_id: "user_2u7z" }),
    headers,
  };
}

function credits(limitSource: string, type: string): Script {
  return refusal(402, {
    code: 402,
    message: "Insufficient credits.",
    metadata: { limit_source: limitSource, error_type: type },
  });
}

const TEXT = event({
  id: "gen-1",
  choices: [{ index: 0, delta: { content: "I think" }, finish_reason: null }],
});

/** One refusal each; the answers' words are the providers'. */
const REFUSALS: readonly (readonly [string, Script, ModelFaultKind])[] = [
  [
    "402 for an empty account",
    credits("openrouter_credits", "payment_required"),
    "no_credits",
  ],
  [
    "402 for one request that is worth more than what is left",
    credits("openrouter_credits", "weight_exceeds_budget"),
    "request_exceeds_credits",
  ],
  [
    "402 while running requests hold what is left",
    credits("openrouter_in_flight_budget", "in_flight_budget_exhausted"),
    "in_flight_credits",
  ],
  [
    "402 of AIMO",
    refusal(402, {
      message: "Top up",
      type: "insufficient_balance",
      code: 402,
    }),
    "no_credits",
  ],
  [
    "402 with payment terms",
    { kind: "body", status: 402, text: '{"x402Version":2,"accepts":[]}' },
    "no_credits",
  ],
  [
    "429",
    refusal(429, { code: 429, message: "Rate limit exceeded" }),
    "rate_limited",
  ],
  [
    "429 that is about money",
    refusal(429, { message: "No balance", type: "insufficient_balance" }),
    "no_credits",
  ],
  [
    "401",
    refusal(401, { code: 401, message: `bad key ${STAGE_KEY}` }),
    "unauthorized",
  ],
  [
    "403 for the key",
    refusal(403, { code: 403, message: "Key has no permission" }),
    "unauthorized",
  ],
  [
    "403 for the text",
    refusal(403, {
      code: 403,
      message: "Your input was flagged",
      metadata: { reasons: ["violence"], flagged_input: "…" },
    }),
    "moderated",
  ],
  [
    "404",
    refusal(404, {
      code: 404,
      message: "No endpoints found for google/gemini-2.5-flash:free.",
    }),
    "unknown_model",
  ],
  [
    "404 of something that is no API",
    {
      kind: "body",
      status: 404,
      text: "<html>Not\n Found</html>",
      headers: { "content-type": "text/html" },
    },
    "unknown_model",
  ],
  [
    "400",
    refusal(400, { code: 400, message: "invalid_prompt" }),
    "invalid_request",
  ],
  [
    "400 for a prompt that does not fit",
    refusal(400, {
      code: 400,
      message: "This endpoint's maximum context length is 32768 tokens.",
    }),
    "context_too_long",
  ],
  [
    "413 for a prompt that does not fit",
    refusal(413, { code: "context_length_exceeded", message: "Too long" }),
    "context_too_long",
  ],
  [
    "422 with details",
    { kind: "body", status: 422, text: '{"detail":[{"msg":"bad field"}]}' },
    "invalid_request",
  ],
  [
    "424 for an escrow that is not set up",
    refusal(424, { message: "Escrow account not set up", type: "escrow" }),
    "no_credits",
  ],
  ["408", refusal(408, { code: 408, message: "Timeout" }), "timed_out"],
  ["524", refusal(524, "edge timeout"), "timed_out"],
  ["500", refusal(500, "oops"), "overloaded"],
  ["502", refusal(502, { code: 502, message: "Bad upstream" }), "overloaded"],
  ["503", refusal(503, { code: 503, message: "No provider" }), "overloaded"],
  ["529", refusal(529, { code: 529, message: "Overloaded" }), "overloaded"],
];

for (const [name, script, kind] of REFUSALS) {
  Deno.test(`a call that is refused with ${name} is ${kind}, costs nothing and shows no key`, async () => {
    await using stage = new ModelStage();
    const { fault, cost, raw } = failed(await stage.call([script]));
    assertEquals(fault.kind, kind);
    assertEquals(cost.amount, 0n);
    assertEquals(fault.httpStatus, script.kind === "body" ? script.status : 0);
    assert(fault.detail.length <= 500);
    assertEquals(`${fault.detail}${raw}`.includes(STAGE_KEY), false);
    assertEquals(stage.deltas, []);
  });
}

Deno.test("a call waits as long as it is told to, in seconds, by date or until the limit starts over", async () => {
  const clock = new HurriedClock({ startMs: NOW, shortMs: 60_000 });
  await using stage = new ModelStage({
    clock,
    attemptsMax: 4,
    deadlineMs: 600_000,
  });
  const limited = (headers: Readonly<Record<string, string>>) =>
    refusal(429, { code: 429, message: "slow down" }, headers);
  const outcome = await stage.call([
    limited({ "retry-after": "7" }),
    limited({ "retry-after": new Date(NOW + 20_000).toUTCString() }),
    limited({ "x-ratelimit-reset": String(NOW + 50_000) }),
  ]);
  assertEquals(outcome.kind, "replied");
  assertEquals(clock.waitsMs, [7_000, 13_000, 30_000]);
  assertEquals(stage.server.requests.length, 4);
});

Deno.test("a call without advice backs off, up to its number of tries", async () => {
  const clock = new HurriedClock({ startMs: NOW, shortMs: 60_000 });
  await using stage = new ModelStage({
    clock,
    attemptsMax: 3,
    deadlineMs: 600_000,
  });
  const busy = refusal(503, { code: 503, message: "busy" });
  const { fault } = failed(await stage.call([busy, busy, busy, busy]));
  assertEquals(fault.kind, "overloaded");
  assertEquals(stage.server.requests.length, 3);
  const [first = 0, second = 0] = clock.waitsMs;
  assert(first >= 250 && first <= 500 && second >= 500 && second <= 1_000);
});

Deno.test("a call does not wait past its deadline, nor try again what will not pass", async () => {
  const clock = new HurriedClock({ startMs: NOW, shortMs: 20_000 });
  await using stage = new ModelStage({
    clock,
    attemptsMax: 3,
    deadlineMs: 30_000,
  });
  const late = failed(
    await stage.call([
      refusal(429, { message: "later" }, { "retry-after": "3600" }),
    ]),
  );
  assertEquals([late.fault.kind, late.fault.retryAfterMs], [
    "rate_limited",
    3_600_000,
  ]);
  for (const status of [400, 401, 402, 403, 404, 422]) {
    failed(await stage.call([refusal(status, { message: "no" })]));
  }
  assertEquals(stage.server.requests.length, 7);
  assertEquals(clock.waitsMs, []);
});

Deno.test("an error inside a stream ends it, with what it cost until then", async () => {
  await using stage = new ModelStage({ attemptsMax: 3 });
  const { fault, cost } = failed(
    await stage.call([{
      kind: "events",
      text: [
        TEXT,
        event({ choices: [{ delta: {}, finish_reason: "length" }] }),
        event({
          id: "gen-1762179802",
          provider: "Minimax",
          error: { code: 400, message: "Token limit reached" },
          choices: [{ index: 0, delta: { content: "" }, finish_reason: null }],
          usage: { prompt_tokens: 100, completion_tokens: 8, cost: 0.5 },
        }),
        "data: [DONE]\n\n",
      ].join(""),
    }]),
  );
  assertEquals([fault.kind, fault.httpStatus, cost], [
    "stream_error",
    400,
    { amount: 500_000n, source: "provider" },
  ]);
  assertStringIncludes(fault.detail, "Token limit reached");
  assertEquals(stage.server.requests.length, 1);
});

Deno.test("an error inside a stream that had said nothing is free, and tried again where it may pass", async () => {
  const clock = new HurriedClock({ startMs: NOW, shortMs: 20_000 });
  await using stage = new ModelStage({
    clock,
    attemptsMax: 2,
    deadlineMs: 60_000,
  });
  const broken = (code: number): Script => ({
    kind: "events",
    text: `: OPENROUTER PROCESSING\n\n${
      event({
        error: { code, message: "Upstream", metadata: { error_type: "x" } },
        choices: [{ delta: { content: "" }, finish_reason: "error" }],
      })
    }`,
  });
  assertEquals((await stage.call([broken(502)])).kind, "replied");
  const { fault, cost } = failed(await stage.call([broken(400)]));
  assertEquals([fault.kind, cost.amount], ["stream_error", 0n]);
  assertEquals(stage.server.requests.length, 3);
});

Deno.test("an error event by name is an error too", async () => {
  await using stage = new ModelStage();
  const { fault } = failed(
    await stage.call([{
      kind: "events",
      text: `${TEXT}event: error\n${event({ message: "overloaded_error" })}`,
    }]),
  );
  assertEquals(fault.kind, "stream_error");
  assertStringIncludes(fault.detail, "overloaded_error");
});

Deno.test("a stream without an end is cut, is charged by estimate and is not tried again", async () => {
  await using stage = new ModelStage({ attemptsMax: 3 });
  const half = TEXT.slice(0, TEXT.length - 20);
  for (
    const text of [TEXT, `${TEXT}${half}`, "", ": OPENROUTER PROCESSING\n"]
  ) {
    const { fault, cost, raw } = failed(
      await stage.call([{ kind: "events", text }]),
    );
    assertEquals([fault.kind, cost.source, raw], [
      "stream_cut",
      "estimate",
      text,
    ]);
    assert(cost.amount > 0n);
  }
  assertEquals(stage.server.requests.length, 4);
});

Deno.test("a connection that breaks inside a stream cuts it", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const broken = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(65_536));
    const head =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    const size = TEXT.length.toString(16);
    await connection.write(
      new TextEncoder().encode(`${head}${size}\r\n${TEXT}\r\n`),
    );
    connection.close();
  })();
  await using stage = new ModelStage({
    endpoint: {
      url: `http://127.0.0.1:${listener.addr.port}/v1`,
      apiKey: null,
      dialect: "compatible",
    },
  });
  const { fault, raw } = failed(await stage.call([]));
  await broken;
  listener.close();
  assertEquals([fault.kind, raw], ["stream_cut", TEXT]);
});

Deno.test("an answer that says nothing is empty, and charged", async () => {
  await using stage = new ModelStage();
  const usage = {
    "prompt_tokens": 9,
    "completion_tokens": 4_096,
    "cost": 0.04,
  };
  for (const reasoning of ["", "I ran out of tokens while thinking"]) {
    const { fault, cost } = failed(
      await stage.call([{
        kind: "reply",
        reply: { text: " \n", reasoning, finishReason: "length", usage },
      }]),
    );
    assertEquals([fault.kind, cost.amount], ["empty", 40_000n]);
    assertStringIncludes(fault.detail, "length");
  }
});

Deno.test("an answer without end is too large, and no longer read", async () => {
  await using stage = new ModelStage();
  const piece = event({
    choices: [{ delta: { content: "x".repeat(100_000) } }],
  });
  const { fault, cost } = failed(
    await stage.call([{
      kind: "events",
      text: piece.repeat(11),
      after: "hang",
    }]),
  );
  assertEquals([fault.kind, cost.source], ["too_large", "estimate"]);
  const flood = failed(
    await stage.call([{
      kind: "events",
      text: `: ${"x".repeat(17_000_000)}`,
      after: "hang",
    }]),
  );
  assertEquals(flood.fault.kind, "too_large");
});

Deno.test("what is not the protocol is malformed", async () => {
  await using stage = new ModelStage();
  const cases: readonly Script[] = [
    { kind: "events", text: "data: {broken\n\ndata: [DONE]\n\n" },
    { kind: "events", text: `${event({ choices: "many" })}data: [DONE]\n\n` },
    { kind: "events", text: `${event("hello")}data: [DONE]\n\n` },
    { kind: "body", status: 200, text: '{"choices":[{"message":7}]}' },
    { kind: "body", status: 200, text: '{"choices": [' },
    {
      kind: "events",
      text: `${
        event({
          choices: [{ delta: { tool_calls: [{ index: 0, id: "a" }] } }],
        })
      }data: [DONE]\n\n`,
    },
  ];
  for (const script of cases) {
    assertEquals(failed(await stage.call([script])).fault.kind, "malformed");
  }
});

Deno.test("a page instead of a stream is cut short of an end", async () => {
  await using stage = new ModelStage();
  const { fault } = failed(
    await stage.call([{
      kind: "body",
      status: 200,
      text: "<html>Sign in</html>",
      headers: { "content-type": "text/html" },
    }]),
  );
  assertEquals(fault.kind, "stream_cut");
});

Deno.test("a call ends when nobody wants it any more, before it, without an answer and inside a stream", async () => {
  for (
    const [script, heard] of [
      [{ kind: "silence" }, 0],
      [{ kind: "events", text: TEXT, after: "hang" }, 1],
    ] satisfies [Script, number][]
  ) {
    await using stage = new ModelStage();
    const call = stage.call([script]);
    await Promise.all([stage.server.received(1), stage.heard(heard)]);
    stage.abort.abort();
    const { fault, cost } = failed(await call);
    assertEquals([fault.kind, cost.source], ["aborted", "estimate"]);
    assert(cost.amount > 0n);
  }
  await using stage = new ModelStage();
  stage.abort.abort();
  const { fault, cost } = failed(await stage.call([]));
  assertEquals([fault.kind, cost.amount], ["aborted", 0n]);
  assertEquals(stage.server.requests.length, 0);
});

Deno.test("a call ends at its deadline, and is charged by estimate", async () => {
  for (
    const script of [
      { kind: "silence" },
      { kind: "events", text: TEXT, after: "hang" },
    ] satisfies Script[]
  ) {
    const clock = new HurriedClock({ startMs: NOW, shortMs: 1_000 });
    await using stage = new ModelStage({
      clock,
      deadlineMs: 5_000,
      attemptsMax: 3,
    });
    const call = stage.call([script]);
    await stage.server.received(1);
    clock.advanceBy(5_000);
    const { fault, cost } = failed(await call);
    assertEquals([fault.kind, cost.source], ["timed_out", "estimate"]);
    assertEquals(stage.server.requests.length, 1);
  }
});

Deno.test("a server that is not there is unreachable, free, and asked again", async () => {
  const clock = new HurriedClock({ startMs: NOW, shortMs: 20_000 });
  await using stage = new ModelStage({
    endpoint: { url: "http://127.0.0.1:9/v1", apiKey: null, dialect: "aimo" },
    clock,
    deadlineMs: 60_000,
    attemptsMax: 3,
  });
  const { fault, cost } = failed(await stage.call([]));
  assertEquals([fault.kind, cost.amount], ["unreachable", 0n]);
  assertEquals(clock.waitsMs.length, 2);
});

Deno.test("a redirect is not followed, as it could carry the key elsewhere", async () => {
  await using stage = new ModelStage();
  const { fault } = failed(
    await stage.call([{
      kind: "body",
      status: 307,
      text: "",
      headers: { location: "https://example.org/" },
    }]),
  );
  assertEquals(fault.kind, "unreachable");
});
