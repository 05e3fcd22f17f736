import { assert, assertEquals } from "@std/assert";
import type { SummaryOutcome } from "../../actors/ports/event_summary.ts";
import type { ModelFaultKind } from "../../actors/ports/model.ts";
import { printUsd, usd } from "../../domain/money.ts";
import { Perplexity } from "../../models/perplexity.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { HurriedClock } from "./hurried_clock.ts";
import { ProtocolServer, type Script } from "./protocol_server.ts";

const MODEL = "perplexity/sonar";
const KEY = "pplx-0123456789abcdef";

/** As captured from the Agent API in September 2026, shortened. */
const CAPTURED = {
  "id": "resp_8762b9bb-2d06-44a4-b68c-412dc85b24db",
  "object": "response",
  "status": "completed",
  "model": "openai/gpt-6-luna",
  "created_at": 1_790_374_547,
  "error": null,
  "incomplete_details": null,
  "output": [
    {
      "type": "search_results",
      "queries": ["TypeScript tagline", "TypeScript site"],
      "results": [
        {
          "id": 3,
          "title": "Home",
          "url": "javascript:alert(1)",
          "snippet": "x",
        },
        {
          "id": 7,
          "title": "TypeScript: JavaScript With Syntax For Types.",
          "url": "https://www.typescriptlang.org/",
          "snippet": "TypeScript extends JavaScript.",
          "last_updated": "2026-09-22",
          "source": "web",
        },
        {
          "id": 9,
          "title": null,
          "url": "https://example.org/ts",
          "snippet": null,
          "date": "2026-01-01",
        },
      ],
    },
    {
      "type": "message",
      "id": "msg_944a7d76",
      "role": "assistant",
      "status": "completed",
      "content": [{
        "type": "output_text",
        "text": "It is JavaScript with syntax for types.[7]",
        "annotations": [],
      }],
    },
  ],
  "usage": {
    "input_tokens": 3_007,
    "output_tokens": 36,
    "cost": {
      "currency": "USD",
      "input_cost": 0,
      "output_cost": 0.00002,
      "cache_creation_cost": 0.00015,
      "cache_read_cost": 0.00002,
      "tool_calls_cost": 0.001,
      "total_cost": 0.00119,
    },
  },
};

class Stage {
  readonly server = new ProtocolServer();
  readonly clock = new HurriedClock({ startMs: 0, shortMs: 30_000 });
  readonly abort = new AbortController();
  readonly perplexity = new Perplexity({
    url: new URL(this.server.url).origin,
    apiKey: KEY,
    model: MODEL,
    costAssumed: usd("0.02"),
    clock: this.clock,
    random: new SeededRandom(1),
    deadlineMs: 60_000,
    attemptsMax: 2,
  });

  summarize(...scripts: readonly Script[]): Promise<SummaryOutcome> {
    this.server.script(MODEL, ...scripts);
    return this.perplexity.summarize("Is it typed?", this.abort.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.close();
  }
}

function answer(body: unknown, status = 200): Script {
  return { kind: "body", status, text: JSON.stringify(body) };
}

Deno.test("a summary comes with what was searched, where it was read and what it cost", async () => {
  await using stage = new Stage();
  const outcome = await stage.summarize(answer(CAPTURED));
  assert(outcome.kind === "summarized");
  assertEquals(outcome.summary, {
    text: "It is JavaScript with syntax for types.[7]",
    queries: ["TypeScript tagline", "TypeScript site"],
    sources: [
      {
        id: 7,
        title: "TypeScript: JavaScript With Syntax For Types.",
        url: "https://www.typescriptlang.org/",
        date: "2026-09-22",
        isCited: true,
      },
      {
        id: 9,
        title: "https://example.org/ts",
        url: "https://example.org/ts",
        date: "2026-01-01",
        isCited: false,
      },
    ],
    model: "openai/gpt-6-luna",
  });
  assertEquals([printUsd(outcome.cost.amount), outcome.cost.source], [
    "0.00119",
    "provider",
  ]);
  const { path, body, headers } = stage.server.requests[0] ?? {};
  assertEquals([path, body?.["model"], headers?.get("authorization")], [
    "/v1/responses",
    MODEL,
    `Bearer ${KEY}`,
  ]);
  assertEquals(body?.["tools"], [{ type: "web_search" }]);
});

Deno.test("a run that did not complete is a fault on an HTTP 200, and paid", async () => {
  await using stage = new Stage();
  const runs: readonly (readonly [object, ModelFaultKind])[] = [
    [{ status: "failed", error: { message: "tool broke" } }, "stream_error"],
    [{ status: "cancelled" }, "stream_error"],
    [{ status: "in_progress" }, "stream_cut"],
    [
      { status: "incomplete", incomplete_details: { reason: "max_tokens" } },
      "stream_cut",
    ],
    [{ output: [] }, "empty"],
    [{ output: "none" }, "malformed"],
  ];
  for (const [change, kind] of runs) {
    const outcome = await stage.summarize(answer({ ...CAPTURED, ...change }));
    assert(outcome.kind === "failed");
    assertEquals(outcome.fault.kind, kind);
    assert(outcome.cost.amount > 0n);
  }
  assertEquals(stage.server.requests.length, runs.length);
});

Deno.test("a refusal is told apart in every shape that is in use, and free", async () => {
  await using stage = new Stage();
  const refusals: readonly (readonly [number, unknown, ModelFaultKind])[] = [
    [401, { error: { message: `bad key ${KEY}`, code: 401 } }, "unauthorized"],
    [403, { error: "forbidden" }, "unauthorized"],
    [404, { detail: "Not Found" }, "unknown_model"],
    [413, { detail: [{ msg: "too large" }] }, "invalid_request"],
    [424, { error: { message: "failed dependency" } }, "overloaded"],
  ];
  for (const [status, body, kind] of refusals) {
    // Twice, as what may pass is tried again.
    const outcome = await stage.summarize(
      answer(body, status),
      ...(kind === "overloaded" ? [answer(body, status)] : []),
    );
    assert(outcome.kind === "failed");
    assertEquals([outcome.fault.kind, outcome.cost.amount], [kind, 0n]);
    assertEquals(outcome.fault.detail.includes(KEY), false);
  }
});

Deno.test("a rate limit is waited for", async () => {
  await using stage = new Stage();
  const outcome = await stage.summarize({
    kind: "body",
    status: 429,
    text: '{"error":{"code":"request_rate_limit_exceeded","message":"slow"}}',
    headers: { "retry-after": "3" },
  }, answer(CAPTURED));
  assertEquals(outcome.kind, "summarized");
  assertEquals(stage.clock.waitsMs, [3_000]);
});

Deno.test("a summary that nobody wants, or that is late, ends", async () => {
  await using stage = new Stage();
  const late = stage.summarize({ kind: "silence" });
  await stage.server.received(1);
  stage.clock.advanceBy(60_000);
  const timedOut = await late;
  assert(timedOut.kind === "failed");
  assertEquals([timedOut.fault.kind, timedOut.cost.source], [
    "timed_out",
    "estimate",
  ]);
  const unwanted = stage.summarize({ kind: "silence" });
  await stage.server.received(2);
  stage.abort.abort();
  const aborted = await unwanted;
  assertEquals(aborted.kind === "failed" && aborted.fault.kind, "aborted");
});

Deno.test("a search gives pages that can be followed, or one sentence", async () => {
  await using stage = new Stage();
  const search = (script: Script) => {
    stage.server.script("undefined", script);
    return stage.perplexity.search("rain", stage.abort.signal);
  };
  assertEquals(
    await search(answer({
      id: "s",
      results: [
        { title: "Rain", url: "https://example.org/", snippet: "Wet." },
        { title: "Bad", url: "data:text/html,x", snippet: "" },
      ],
    })),
    {
      kind: "found",
      hits: [{
        title: "Rain",
        url: "https://example.org/",
        snippet: "Wet.",
        date: null,
      }],
    },
  );
  assertEquals(stage.server.requests[0]?.path, "/search");
  assertEquals(await search(answer({ error: { message: "no" } }, 401)), {
    kind: "failed",
    detail: "unauthorized: the provider answered 401: no",
  });
  assertEquals(
    (await search(answer({ results: [{ title: 7 }] }))).kind,
    "failed",
  );
});
