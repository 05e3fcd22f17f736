import { Counter, Gauge, type Registry } from "prom-client";
import type { ArenaView } from "../../domain/view.ts";

const TOKENS = {
  prompt: "promptTokens",
  cached: "cachedTokens",
  completion: "completionTokens",
  reasoning: "reasoningTokens",
} as const;

/** Adds what the models of `view` have done, by contestant: read when the metrics are. */
export function addModelMetrics(
  registry: Registry,
  view: () => ArenaView,
): void {
  const totals = [
    ["arena_model_calls_total", "Calls of models that ended.", "calls"],
    [
      "arena_model_invalid_total",
      "Sessions without a usable answer.",
      "invalid",
    ],
    ["arena_model_failed_total", "Sessions that ended otherwise.", "failed"],
    [
      "arena_model_canaries_followed_total",
      "Planted instructions that were obeyed.",
      "canariesFollowed",
    ],
  ] as const;
  for (const [name, help, field] of totals) {
    new Counter({
      name,
      help,
      labelNames: ["contestant"],
      registers: [registry],
      collect() {
        this.reset();
        for (const model of view().models) {
          this.inc({ contestant: model.contestantId }, model[field]);
        }
      },
    });
  }
  new Gauge({
    name: "arena_model_faults_in_a_row",
    help:
      "Calls without a reply since the last with one: an alarm where it grows for all.",
    labelNames: ["contestant"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { contestantId, faultsInARow } of view().models) {
        this.set({ contestant: contestantId }, faultsInARow);
      }
    },
  });
  addSpending(registry, view);
}

function addSpending(registry: Registry, view: () => ArenaView): void {
  new Counter({
    name: "arena_model_tokens_total",
    help:
      "Tokens by kind; cached ones are part of the prompt's, reasoning of the completion's.",
    labelNames: ["contestant", "kind"],
    registers: [registry],
    collect() {
      this.reset();
      for (const model of view().models) {
        for (const [kind, field] of Object.entries(TOKENS)) {
          this.inc({ contestant: model.contestantId, kind }, model[field]);
        }
      }
    },
  });
  new Counter({
    name: "arena_model_cost_dollars_total",
    help:
      "What the calls of a contestant's model have cost; a float, for charts.",
    labelNames: ["contestant"],
    registers: [registry],
    collect() {
      this.reset();
      const asked = new Set(
        view().models.map(({ contestantId }) => contestantId),
      );
      for (const { id, inferenceCost } of view().contestants) {
        if (asked.has(id)) this.inc({ contestant: id }, Number(inferenceCost));
      }
    },
  });
}
