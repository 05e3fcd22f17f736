import { assertEquals } from "@std/assert";
import { type ModelRequest, releaseHash } from "./model.ts";

const REQUEST: ModelRequest = {
  model: "a/model",
  user: "ada",
  system: "You trade.",
  messages: [{ role: "user", text: "Snapshot n_1" }],
  tools: [{ name: "trades", description: "Fills", parameters: {} }],
  toolChoice: "auto",
  output: { name: "decision", schema: { type: "object" } },
  maxOutputTokens: 1_000,
  temperature: null,
};

Deno.test("releaseHash() is the same for every call of a season, whoever asks and about what", () => {
  const next: ModelRequest = {
    ...REQUEST,
    user: "bob",
    messages: [],
    toolChoice: "none",
  };
  assertEquals(releaseHash(next), releaseHash(REQUEST));
});

Deno.test("releaseHash() is another one when release, prompt, tools, form or bounds change", () => {
  const changes: readonly Partial<ModelRequest>[] = [
    { model: "a/model-2" },
    { system: "You trade. " },
    { tools: [] },
    { output: null },
    { maxOutputTokens: 1_001 },
    { temperature: 0 },
  ];
  const hashes = [{}, ...changes].map((change) =>
    releaseHash({ ...REQUEST, ...change })
  );
  assertEquals(new Set(hashes).size, hashes.length);
});
