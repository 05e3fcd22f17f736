import { assertEquals } from "@std/assert";
import { Registry } from "prom-client";
import type { ArenaView } from "../../domain/view.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import { addModelMetrics } from "./model_metrics.ts";

const EMPTY = emptyView({
  startedAtMs: 0,
  mode: "paper",
  venue: { id: "dflow", label: "dflow" },
});

const MODEL: ArenaView["models"][number] = {
  contestantId: "gpt-4o",
  model: "openai/gpt-4o",
  calls: 12,
  faultsInARow: 3,
  lastFault: "rate_limited",
  invalid: 1,
  failed: 2,
  canariesPlanted: 5,
  canariesFollowed: 1,
  promptTokens: 900,
  cachedTokens: 400,
  completionTokens: 70,
  reasoningTokens: 30,
};

Deno.test("the metrics of models are those of the view, at the time they are read", async () => {
  const registry = new Registry();
  let view: ArenaView = EMPTY;
  addModelMetrics(registry, () => view);
  assertEquals((await registry.metrics()).includes("gpt-4o"), false);
  view = { ...EMPTY, models: [MODEL] };
  await registry.metrics();
  const lines = (await registry.metrics()).split("\n")
    .filter((line) => line.includes("gpt-4o"));
  assertEquals(lines, [
    'arena_model_calls_total{contestant="gpt-4o"} 12',
    'arena_model_invalid_total{contestant="gpt-4o"} 1',
    'arena_model_failed_total{contestant="gpt-4o"} 2',
    'arena_model_canaries_followed_total{contestant="gpt-4o"} 1',
    'arena_model_faults_in_a_row{contestant="gpt-4o"} 3',
    'arena_model_tokens_total{contestant="gpt-4o",kind="prompt"} 900',
    'arena_model_tokens_total{contestant="gpt-4o",kind="cached"} 400',
    'arena_model_tokens_total{contestant="gpt-4o",kind="completion"} 70',
    'arena_model_tokens_total{contestant="gpt-4o",kind="reasoning"} 30',
  ]);
});
