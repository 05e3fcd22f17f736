import { assert, assertEquals } from "@std/assert";
import { catalogModel, ModelStage, sampleRequest } from "./model_stage.ts";

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
