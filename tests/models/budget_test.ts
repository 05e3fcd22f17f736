import { assert, assertEquals } from "@std/assert";
import type { Model } from "../../actors/ports/model.ts";
import { DailyBudget } from "../../domain/inference_budget.ts";
import { costFromDollars } from "../../domain/inference_price.ts";
import {
  add,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import { ModelStage, sampleRequest } from "./model_stage.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const WORKERS = 8;
const CALLS = 20;

/** Calls until the budget says no, as a contestant does: reserve, ask, settle. Returns what was spent. */
async function spendAll(
  model: Model,
  budget: DailyBudget,
): Promise<UsdMicros> {
  const request = sampleRequest();
  let spent = ZERO_USD;
  for (;;) {
    const held = budget.reserve(model.costMax(request), NOON);
    if (held === null) return spent;
    const outcome = await model.call(request, {
      signal: new AbortController().signal,
      onDelta: () => {},
    });
    const { cost } = outcome.kind === "replied" ? outcome.reply : outcome;
    budget.spend(cost.amount, NOON);
    held.release();
    spent = add(spent, cost.amount);
  }
}

async function spendAtOnce(
  limitMicros: (costMax: UsdMicros) => bigint,
  dollarsOf: (costMax: UsdMicros) => number,
): Promise<{ calls: number; spent: bigint; limit: bigint; costMax: bigint }> {
  await using stage = new ModelStage();
  const costMax = stage.model.costMax(sampleRequest());
  stage.server.script(
    "openai/gpt-4o",
    ...Array.from({ length: 1_000 }, () => ({
      kind: "reply",
      reply: { text: "{}", usage: { cost: dollarsOf(costMax) } },
    } as const)),
  );
  const limit = limitMicros(costMax);
  const budget = new DailyBudget(usdFromMicros(limit));
  const sums = await Promise.all(
    Array.from({ length: WORKERS }, () => spendAll(stage.model, budget)),
  );
  const spent = sums.reduce((sum, one) => add(sum, one), ZERO_USD);
  assertEquals(budget.left(NOON), limit - spent);
  return { calls: stage.server.requests.length, spent, limit, costMax };
}

Deno.test("the budget stops call N + 1, not N + 2, under eight parallel calls", async () => {
  const dollars = (amount: UsdMicros) => Number(amount) / 1_000_000;
  const exact = await spendAtOnce((max) => max * BigInt(CALLS), dollars);
  assertEquals([exact.calls, exact.spent], [CALLS, exact.limit]);
  const short = await spendAtOnce((max) => max * BigInt(CALLS) - 1n, dollars);
  assertEquals(short.calls, CALLS - 1);
});

Deno.test("calls that cost less than was set aside leave room for more, and never exceed the limit", async () => {
  const { calls, spent, limit, costMax } = await spendAtOnce(
    (max) => max * BigInt(CALLS),
    (max) => Number(max) / 4_000_000,
  );
  assert(calls > CALLS && spent <= limit);
  // It stopped because the next one could have exceeded it, and for no other reason.
  assert(limit - spent < costMax + BigInt(WORKERS) * costMax);
  assertEquals(
    spent,
    BigInt(calls) * costFromDollars(Number(costMax) / 4_000_000),
  );
});
