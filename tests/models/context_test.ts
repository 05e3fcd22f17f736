import { assert, assertEquals } from "@std/assert";
import { catalogModel, ModelStage, sampleRequest } from "./model_stage.ts";
import type { Script } from "./protocol_server.ts";

Deno.test("a request that does not fit the model's context is not sent and costs nothing", async () => {
  await using stage = new ModelStage({
    model: { ...catalogModel("gpt-4o"), contextTokens: 2_000 },
  });
  const long = sampleRequest({
    messages: [{ role: "user", text: "x".repeat(6_000) }],
  });
  const outcome = await stage.call([], long);
  assert(outcome.kind === "failed");
  assertEquals(
    [outcome.fault.kind, outcome.cost.amount],
    ["context_too_long", 0n as never],
  );
  assertEquals(stage.server.requests.length, 0);
  assertEquals((await stage.call([])).kind, "replied");
});

Deno.test("what a provider counted in a model's prompts decides what fits it", async () => {
  await using stage = new ModelStage({
    model: { ...catalogModel("gpt-4o"), contextTokens: 2_500 },
  });
  const request = sampleRequest({
    messages: [{ role: "user", text: "x".repeat(3_000) }],
  });
  const counting = (promptTokens: number): Script => ({
    kind: "reply",
    reply: {
      text: "Yes.",
      usage: { "prompt_tokens": promptTokens, "completion_tokens": 2 },
    },
  });
  // By a token for three characters it fits; by what this model makes of such texts it does not.
  assertEquals((await stage.call([counting(3_000)], request)).kind, "replied");
  const refused = await stage.call([], request);
  assertEquals(
    refused.kind === "failed" && refused.fault.kind,
    "context_too_long",
  );
  assertEquals(stage.server.requests.length, 1);
});
