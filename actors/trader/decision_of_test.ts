import { IMMEDIATE } from "../../domain/order.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity, usd, ZERO_QUANTITY } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import {
  HOLD,
  type Opinion,
  type StrategyState,
} from "../../strategies/strategy.ts";
import { decisionOf } from "./decision_of.ts";

const STATE: StrategyState = {
  market: SAMPLE_MARKET,
  quote: {
    marketId: SAMPLE_MARKET.id,
    yesBid: yesPrice("0.40"),
    yesAsk: yesPrice("0.42"),
    occurredAtMs: 1_000,
  },
  mid: 0.41,
  history: [],
  held: { yes: ZERO_QUANTITY, no: ZERO_QUANTITY },
  working: [],
  freeCash: usd("100"),
  resolved: { yes: 0, no: 0 },
  leader: null,
  signal: null,
  draws: [0.1, 0.2, 0.3],
  nowMs: 1_000,
};
const SOUND: Opinion = {
  probabilityYes: 0.6,
  confidence: 0.5,
  reason: "The book is heavy.",
  action: {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("3"),
    limit: { outcome: "yes", price: yesPrice("0.42") },
    ...IMMEDIATE,
  },
};

function decide(evaluate: () => Opinion) {
  return decisionOf(STATE, {
    contestantId: contestantId("model"),
    causationId: "r_1",
    strategy: {
      id: "model",
      name: "Model",
      description: "Answers as the test says.",
      wakesOn: [],
      evaluate,
    },
  });
}

Deno.test("decisionOf() returns a sound opinion as a decision about its market", () => {
  const decided = decide(() => SOUND);
  assert(decided.kind === "decision");
  const { action, probabilityYes, marketProbability } = decided.decision;
  assertEquals([action, probabilityYes, marketProbability], [
    SOUND.action,
    0.6,
    0.41,
  ]);
});

Deno.test("decisionOf() returns the same id for the same cause, whatever the opinion", () => {
  const [left, right] = [
    decide(() => SOUND),
    decide(() => ({ ...SOUND, action: HOLD })),
  ];
  assert(left.kind === "decision" && right.kind === "decision");
  assertEquals(left.decision.id, right.decision.id);
});

Deno.test("decisionOf() refuses an opinion of a strategy that throws, in its words", () => {
  const decided = decide(() => {
    throw new Error("Cannot decide as the model must answer: current value is");
  });
  assert(decided.kind === "refused");
  assertStringIncludes(decided.message, "the model must answer");
});

function withAction(change: object): Opinion {
  return { ...SOUND, action: { ...SOUND.action, ...change } as DecisionAction };
}

const GARBAGE: Readonly<Record<string, Opinion>> = {
  "a forecast that is no number": { ...SOUND, probabilityYes: NaN },
  "a forecast above 1": { ...SOUND, probabilityYes: 1.01 },
  "a confidence below 0": { ...SOUND, confidence: -0.01 },
  "a reason that is no text": { ...SOUND, reason: 7 as unknown as string },
  "no action": { ...SOUND, action: undefined as unknown as DecisionAction },
  "an unknown action": withAction({ kind: "double" }),
  "a negative quantity": withAction({ quantity: -1n }),
  "a quantity that no text of ours holds": withAction({ quantity: 10n ** 30n }),
  "a limit above a dollar": withAction({
    limit: { outcome: "yes", price: 1_000_001n },
  }),
  "nothing": undefined as unknown as Opinion,
};

for (const [what, opinion] of Object.entries(GARBAGE)) {
  Deno.test(`decisionOf() refuses ${what}: the journal could not be read again`, () => {
    assertEquals(decide(() => opinion).kind, "refused");
  });
}
