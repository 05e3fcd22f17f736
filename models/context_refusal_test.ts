import { assertEquals } from "@std/assert";
import type { ModelRequest } from "../actors/ports/model.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import { ZERO_USD } from "../domain/money.ts";
import { contextRefusal } from "./context_refusal.ts";

const REQUEST: ModelRequest = {
  model: "a/model",
  user: "ada",
  system: "You trade.",
  messages: [{ role: "user", text: "Snapshot n_1" }],
  tools: [],
  toolChoice: "none",
  output: null,
  maxOutputTokens: 1_000,
  temperature: null,
};

Deno.test("contextRefusal() keeps back what does not fit a model, reply included, and charges nothing", () => {
  const needed = 1_000 + Math.ceil(canonicalJson(REQUEST).length / 3);
  assertEquals(contextRefusal(REQUEST, { contextTokens: needed }), null);
  const refused = contextRefusal(REQUEST, { contextTokens: needed - 1 });
  assertEquals(
    refused?.kind === "failed" && [refused.fault.kind, refused.cost.amount],
    ["context_too_long", ZERO_USD],
  );
});
