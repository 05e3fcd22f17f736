import { assert, assertEquals } from "@std/assert";
import { contestantId, decisionId, marketId } from "./ids.ts";
import type { EntryOf } from "./journal.ts";
import { usd } from "./money.ts";
import { doAllModelsFail, ModelRegister } from "./model_register.ts";

const ADA = contestantId("ada");
const SESSION = decisionId("d_1");

function answered(
  change: Partial<EntryOf<"model_answered">> = {},
): EntryOf<"model_answered"> {
  return {
    kind: "model_answered",
    contestantId: ADA,
    decisionId: SESSION,
    step: 1,
    result: "replied",
    model: "a/model",
    usage: {
      promptTokens: 100,
      cachedTokens: 40,
      completionTokens: 20,
      reasoningTokens: 5,
    },
    costSource: "provider",
    tools: [],
    planted: 0,
    followed: 0,
    ...change,
  };
}

Deno.test("ModelRegister sums calls, tokens and canaries of each contestant", () => {
  const register = new ModelRegister();
  register.apply({
    kind: "model_asked",
    contestantId: ADA,
    decisionId: SESSION,
    marketId: marketId("kalshi", "KXTEST-1"),
    step: 1,
    model: "a/model",
    snapshotId: "n_1",
    requestHash: "00",
    releaseHash: "00",
    reserved: usd("0.01"),
  }, 1);
  register.apply(answered({ planted: 1 }), 2);
  register.apply(answered({ step: 2, followed: 1, usage: null }), 3);
  const standing = register.standings.get(ADA);
  assert(standing !== undefined);
  assertEquals(
    [standing.model, standing.calls, standing.planted, standing.followed],
    ["a/model", 2, 1, 1],
  );
  assertEquals(standing.usage.promptTokens, 100);
  assertEquals(standing.lastCallAtMs, 3);
});

Deno.test("ModelRegister counts faults in a row until a reply, and what we gave up ourselves not at all", () => {
  const register = new ModelRegister();
  const results = ["rate_limited", "aborted", "timed_out"] as const;
  for (const result of results) register.apply(answered({ result }), 1);
  assertEquals(register.standings.get(ADA)?.faultsInARow, 2);
  assertEquals(register.standings.get(ADA)?.lastFault, "timed_out");
  register.apply(answered(), 2);
  assertEquals(register.standings.get(ADA)?.faultsInARow, 0);
  assertEquals(register.standings.get(ADA)?.lastFault, null);
});

Deno.test("ModelRegister counts sessions without a decision by their cause", () => {
  const register = new ModelRegister();
  for (const cause of ["invalid", "invalid", "over_budget"] as const) {
    register.apply({
      kind: "decision_failed",
      decisionId: SESSION,
      contestantId: ADA,
      marketId: marketId("kalshi", "KXTEST-1"),
      cause,
      detail: "No.",
    }, 1);
  }
  const standing = register.standings.get(ADA);
  assertEquals([standing?.invalid, standing?.failed], [2, 1]);
});

Deno.test("doAllModelsFail() is true only where there are models and none answers", () => {
  assertEquals(
    [[], [0], [1], [1, 0], [2, 1]].map((faults) =>
      doAllModelsFail(faults.map((faultsInARow) => ({ faultsInARow })))
    ),
    [false, false, true, false, true],
  );
});
