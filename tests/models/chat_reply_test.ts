import { assert, assertEquals } from "@std/assert";
import type { ModelOutcome, ModelReply } from "../../actors/ports/model.ts";
import { printUsd } from "../../domain/money.ts";
import { catalogModel, ModelStage, sampleRequest } from "./model_stage.ts";
import type { Script } from "./protocol_server.ts";
import { event } from "./reply_events.ts";

function replied(outcome: ModelOutcome): ModelReply {
  if (outcome.kind === "failed") {
    throw new Error(`${outcome.fault.kind}: ${outcome.fault.detail}`);
  }
  return outcome.reply;
}

/** What a recorded call to grok-4 was charged. */
const GROK_USAGE = {
  "prompt_tokens": 687,
  "completion_tokens": 254,
  "total_tokens": 941,
  cost: 0.0043275,
  "is_byok": false,
  "prompt_tokens_details": { "cached_tokens": 686 },
  "cost_details": { "upstream_inference_cost": 0.0043275 },
  "completion_tokens_details": { "reasoning_tokens": 184 },
};

function stream(...chunks: readonly unknown[]): Script {
  return {
    kind: "events",
    text: `${chunks.map(event).join("")}data: [DONE]\n\n`,
  };
}

function delta(content: unknown, finish: string | null = null): unknown {
  return { choices: [{ index: 0, delta: content, finish_reason: finish }] };
}

Deno.test("a reply comes in pieces, past comment lines, with the usage that follows its finish reason", async () => {
  await using stage = new ModelStage();
  const text =
    "A reply of more than one piece, as models write them: é, 漢, 🙂.";
  const reply = replied(
    await stage.call([{
      kind: "reply",
      reply: { text, reasoning: "Hm. ".repeat(30), usage: GROK_USAGE },
    }]),
  );
  assertEquals([reply.text, reply.reasoning], [text, "Hm. ".repeat(30)]);
  const heard = (kind: "text" | "reasoning") =>
    stage.deltas.filter((one) => one.kind === kind).map((one) => one.text);
  assertEquals([heard("text").join(""), heard("reasoning").join("")], [
    text,
    reply.reasoning,
  ]);
  assert(heard("text").length > 1);
  assertEquals([reply.id, reply.provider, reply.finishReason], [
    "gen-1770044155-jEc8jq97DQBmH0pjR97n",
    "Loopback",
    "stop",
  ]);
  assertEquals(reply.usage, {
    promptTokens: 687,
    cachedTokens: 686,
    completionTokens: 254,
    reasoningTokens: 184,
  });
  assert(reply.raw.startsWith(": OPENROUTER PROCESSING\n\n"));
  assert(reply.raw.endsWith("data: [DONE]\n\n"));
});

Deno.test("a call costs what its provider reports, else its tokens at catalog prices, else an estimate", async () => {
  await using stage = new ModelStage();
  const costs: string[] = [];
  const { cost: _, ...unpriced } = GROK_USAGE;
  for (const usage of [GROK_USAGE, unpriced, null]) {
    const { cost } = replied(
      await stage.call([{ kind: "reply", reply: { text: "Yes.", usage } }]),
    );
    costs.push(`${printUsd(cost.amount)} ${cost.source}`);
  }
  // gpt-4o: 1 × 2.50 + 686 × 1.25 + 254 × 10.00 dollars per million; the estimate is of 4 characters and the request.
  assertEquals(costs.slice(0, 2), ["0.004328 provider", "0.0034 catalog"]);
  assert(costs[2]?.endsWith("estimate"));
});

Deno.test("usage is taken in a chunk without choices too, as OpenAI itself sends it", async () => {
  await using stage = new ModelStage();
  const reply = replied(
    await stage.call([stream(
      delta({ content: "Yes." }),
      delta({}, "stop"),
      { choices: [], usage: { prompt_tokens: 10, completion_tokens: 2 } },
    )]),
  );
  assertEquals(reply.usage?.promptTokens, 10);
  assertEquals(reply.finishReason, "stop");
});

Deno.test("tool calls are joined by index, and what upstreams leave out is filled in", async () => {
  await using stage = new ModelStage();
  const call = (index: number, fields: object) =>
    delta({ tool_calls: [{ index, ...fields }] });
  const reply = replied(
    await stage.call([stream(
      call(0, { id: "3sniiMddS", function: { name: "order_book" } }),
      call(1, { id: "b", function: { name: "balances", arguments: "" } }),
      call(0, { function: { arguments: '{"market":' } }),
      call(0, { function: { arguments: '"dflow:RAIN"}' } }),
      call(2, { function: { name: "positions", arguments: null } }),
      delta({}, "tool_calls"),
    )]),
  );
  assertEquals(reply.toolCalls, [
    {
      id: "3sniiMddS",
      name: "order_book",
      argumentsText: '{"market":"dflow:RAIN"}',
    },
    { id: "b", name: "balances", argumentsText: "{}" },
    { id: "call_2", name: "positions", argumentsText: "{}" },
  ]);
  assertEquals(reply.finishReason, "tool_calls");
});

Deno.test("tool calls without a number, and with their arguments as an object, are whole ones", async () => {
  await using stage = new ModelStage();
  const reply = replied(
    await stage.call([stream(
      delta({
        tool_calls: [{ id: "a", function: { name: "search", arguments: {} } }],
      }),
      delta({
        tool_calls: [{
          id: "b",
          function: { name: "sell_the_house", arguments: { now: true } },
        }],
      }),
      delta({}, "stop"),
    )]),
  );
  assertEquals(
    reply.toolCalls.map(({ id, name, argumentsText }) =>
      `${id} ${name} ${argumentsText}`
    ),
    ["a search {}", 'b sell_the_house {"now":true}'],
  );
  // Whether such a tool exists is the contestant's business; that one is wanted is what the reply says.
  assertEquals(reply.finishReason, "tool_calls");
});

Deno.test("reasoning details are joined, to be sent back as one", async () => {
  await using stage = new ModelStage();
  const detail = (fields: object) =>
    delta({
      reasoning_details: [{ type: "reasoning.text", index: 0, ...fields }],
    });
  const reply = replied(
    await stage.call([stream(
      detail({ text: "First ", signature: null }),
      detail({ text: "this.", signature: "s1" }),
      delta({
        content: "Done",
        reasoning_details: [{
          type: "reasoning.encrypted",
          data: "x",
          index: 1,
        }],
      }, "stop"),
    )]),
  );
  assertEquals(reply.reasoningDetails, [
    { type: "reasoning.text", index: 0, text: "First this.", signature: "s1" },
    { type: "reasoning.encrypted", data: "x", index: 1 },
  ]);
});

Deno.test("a refusal is a reply, in the model's words or for the filter", async () => {
  await using stage = new ModelStage();
  const refused = replied(
    await stage.call([stream(
      delta({ refusal: "I cannot " }),
      delta({ refusal: "bet." }),
      delta({}, "stop"),
    )]),
  );
  assertEquals(refused.refusal, "I cannot bet.");
  const filtered = replied(
    await stage.call([stream(delta({}, "content_filter"))]),
  );
  assertEquals([filtered.refusal, filtered.finishReason], [
    "the provider's filter stopped the reply",
    "content_filter",
  ]);
});

Deno.test("a server that does not stream is understood", async () => {
  await using stage = new ModelStage();
  const reply = replied(
    await stage.call([{
      kind: "body",
      status: 200,
      text: JSON.stringify({
        id: "gen-1762047030-dJUcJW4ildNGqK4UV6iJ",
        provider: "Mistral",
        model: "mistralai/mistral-small",
        object: "chat.completion",
        created: 1_762_047_030,
        choices: [{
          index: 0,
          finish_reason: "tool_calls",
          native_finish_reason: "tool_calls",
          logprobs: null,
          message: {
            role: "assistant",
            content: "",
            refusal: null,
            reasoning: null,
            tool_calls: [{
              id: "3sniiMddS",
              index: 0,
              type: "function",
              function: { name: "divide", arguments: '{"numerator": 123}' },
            }],
          },
        }],
        usage: { prompt_tokens: 134, completion_tokens: 43, total_tokens: 177 },
      }),
    }]),
  );
  assertEquals([reply.model, reply.provider], [
    "mistralai/mistral-small",
    "Mistral",
  ]);
  assertEquals(reply.toolCalls[0]?.argumentsText, '{"numerator": 123}');
  assertEquals(reply.usage?.completionTokens, 43);
});

Deno.test("a reply of 100 kB comes whole", async () => {
  await using stage = new ModelStage();
  const text = "Lorem ipsum dolor. ".repeat(5_300);
  const reply = replied(
    await stage.call([{ kind: "reply", reply: { text, usage: GROK_USAGE } }]),
  );
  assert(text.length > 100_000);
  assertEquals(reply.text, text);
});

Deno.test("a request asks only for what the model can do, static prompt first", async () => {
  await using stage = new ModelStage();
  const request = sampleRequest({
    temperature: 0.2,
    toolChoice: "none",
    tools: [{ name: "balances", description: "Cash.", parameters: {} }],
    output: { name: "answer", schema: { type: "object" } },
    messages: [
      { role: "user", text: "Will it rain?" },
      {
        role: "assistant",
        text: "",
        toolCalls: [{ id: "a", name: "balances", argumentsText: "{}" }],
        reasoningDetails: [{ type: "reasoning.encrypted", data: "x" }],
      },
      { role: "tool", callId: "a", name: "balances", text: "$1" },
    ],
  });
  await stage.call([], request);
  const { body, headers, path } = stage.server.requests[0] ?? {};
  assertEquals(path, "/v1/chat/completions");
  assertEquals(headers?.get("authorization")?.startsWith("Bearer sk-"), true);
  assertEquals(body, {
    model: "openai/gpt-4o",
    messages: [
      { role: "system", content: "You trade prediction markets." },
      { role: "user", content: "Will it rain?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{
          id: "a",
          type: "function",
          function: { name: "balances", arguments: "{}" },
        }],
        reasoning_details: [{ type: "reasoning.encrypted", data: "x" }],
      },
      { role: "tool", tool_call_id: "a", content: "$1" },
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 500,
    user: "gpt-4o",
    temperature: 0.2,
    tools: [{
      type: "function",
      function: { name: "balances", description: "Cash.", parameters: {} },
    }],
    tool_choice: "none",
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "answer",
        strict: true,
        schema: { type: "object" },
      },
    },
    provider: { require_parameters: true },
  });

  await using modest = new ModelStage({ model: catalogModel("qwen") });
  await modest.call([], request);
  const sent = modest.server.requests[0]?.body ?? {};
  assertEquals(
    ["tools", "tool_choice", "response_format", "provider"].filter((key) =>
      key in sent
    ),
    [],
  );
});

Deno.test("the static prompt is marked for providers that cache up to a mark", async () => {
  await using stage = new ModelStage({ model: catalogModel("claude-3.5") });
  await stage.call([]);
  const { body } = stage.server.requests[0] ?? {};
  assertEquals(body?.["messages"], [
    {
      role: "system",
      content: [{
        type: "text",
        text: "You trade prediction markets.",
        cache_control: { type: "ephemeral" },
      }],
    },
    { role: "user", content: "Will it rain?" },
  ]);
});

Deno.test("a server without a key gets no authorization", async () => {
  await using stage = new ModelStage();
  await using keyless = new ModelStage({
    endpoint: { url: stage.server.url, apiKey: null, dialect: "compatible" },
  });
  stage.server.script("openai/gpt-4o");
  replied(await keyless.call([]));
  assertEquals(stage.server.requests[0]?.headers.get("authorization"), null);
});
