import { assert, assertEquals } from "@std/assert";
import type { DecisionAction } from "../../../domain/decision.ts";
import type { ModelAnswer } from "../../../domain/model_answer.ts";
import { quantity, usd } from "../../../domain/money.ts";
import { noPrice, yesPrice } from "../../../domain/price.ts";
import {
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../../domain/testing/samples.ts";
import { answerAction, type AnswerContext } from "./answer_action.ts";
import { BUY_ANSWER, HOLD_ANSWER } from "./testing/scripted_models.ts";

const CONTEXT: AnswerContext = {
  market: SAMPLE_MARKET,
  cash: usd("10000"),
  held: { yes: quantity("12.5"), no: quantity("0") },
  working: [SAMPLE_ORDER],
  sizing: "seed",
  kellyFractionMicros: 250_000n,
  nowMs: 1_000,
};

function actionOf(
  answer: Partial<ModelAnswer>,
  context: Partial<AnswerContext> = {},
): DecisionAction {
  const result = answerAction({ ...BUY_ANSWER, ...answer }, {
    ...CONTEXT,
    ...context,
  });
  assert(result.kind === "usable", JSON.stringify(result.kind));
  return result.action;
}

/** Contracts of the order that an answer leads to; `null` for a hold. */
function contractsOf(
  answer: Partial<ModelAnswer>,
  context: Partial<AnswerContext> = {},
) {
  const action = actionOf(answer, context);
  return action.kind === "trade" ? action.quantity : null;
}

Deno.test("answerAction() sizes a purchase by the season's rule, whatever the model asks under another one", () => {
  const asked = { contracts: 7, confidence: 0.2, probabilityYes: 0.66 };
  assertEquals(contractsOf(asked), quantity("892"));
  // 0.25 × (0.66 − 0.56) / 0.44 of $10,000 is $568.18.
  assertEquals(contractsOf(asked, { sizing: "kelly" }), quantity("1014"));
  assertEquals(contractsOf(asked, { sizing: "model" }), quantity("7"));
});

Deno.test("answerAction() takes Kelly's word for a forecast without an edge: a hold", () => {
  const answer = { probabilityYes: 0.5 };
  assertEquals(contractsOf(answer, { sizing: "kelly" }), null);
  assertEquals(
    actionOf({ ...answer, action: "buy_no", limitPrice: 0.44 }, {
      sizing: "kelly",
    }).kind,
    "trade",
  );
});

Deno.test("answerAction() makes a model's floats exact, on the scale of the outcome", () => {
  const action = actionOf({ action: "buy_no", limitPrice: 0.29, stop: 0.1 });
  assert(action.kind === "trade");
  assertEquals(action.limit, { outcome: "no", price: noPrice("0.29") });
  const odd = actionOf({ limitPrice: 0.1 + 0.2, stop: 0.1 });
  assert(odd.kind === "trade");
  assertEquals(odd.limit, { outcome: "yes", price: yesPrice("0.3") });
});

Deno.test("answerAction() sells what is held where no number is given, and only ever reduces", () => {
  const sell = { ...HOLD_ANSWER, action: "sell_yes" as const, limitPrice: 0.5 };
  const all = actionOf(sell);
  assert(all.kind === "trade");
  assertEquals([all.side, all.quantity, all.reduceOnly], [
    "sell",
    quantity("12.5"),
    true,
  ]);
  assertEquals(contractsOf({ ...sell, contracts: 2 }), quantity("2"));
});

Deno.test("answerAction() cancels an order of one's own", () => {
  assertEquals(
    actionOf({ ...HOLD_ANSWER, action: "cancel", orderId: SAMPLE_ORDER.id }),
    { kind: "cancel", orderId: SAMPLE_ORDER.id },
  );
});

Deno.test("answerAction() lets an order rest until it is canceled or until its end, and fill at once otherwise", () => {
  const sell = { ...HOLD_ANSWER, action: "sell_yes" as const, limitPrice: 0.5 };
  const lives = [
    [{}, "ioc", null],
    [{ timeInForce: "ioc" }, "ioc", null],
    [{ timeInForce: "gtc" }, "gtc", null],
    [{ timeInForce: "gtd", expiresAtMs: 1_001 }, "gtd", 1_001],
  ] as const;
  for (const [life, timeInForce, expiresAtMs] of lives) {
    for (const answer of [BUY_ANSWER, sell]) {
      const action = actionOf({ ...answer, ...life });
      assert(action.kind === "trade");
      assertEquals([action.timeInForce, action.expiresAtMs], [
        timeInForce,
        expiresAtMs,
      ]);
    }
  }
});

const UNUSABLE: Readonly<
  Record<string, readonly [Partial<ModelAnswer>, Partial<AnswerContext>]>
> = {
  "a purchase without a plan": [{ stop: null }, {}],
  "a purchase whose stop is no lower than its limit": [{ stop: 0.56 }, {}],
  "a purchase whose stop is no lower than its target": [
    { stop: 0.5, target: 0.5 },
    {},
  ],
  "an order until a time that is over": [
    { timeInForce: "gtd", expiresAtMs: 1_000 },
    {},
  ],
  "an order until no time": [{ timeInForce: "gtd" }, {}],
  "an order at once that has an end": [{ expiresAtMs: 2_000 }, {}],
  "a purchase without a size where the model has to say": [
    { contracts: null },
    { sizing: "model" },
  ],
  "a purchase of nothing": [{ contracts: 0 }, { sizing: "model" }],
  "a sale of what is not held": [
    { ...HOLD_ANSWER, action: "sell_no", limitPrice: 0.5 },
    {},
  ],
  "a cancel of an order that is not its own": [
    { ...HOLD_ANSWER, action: "cancel", orderId: "o_2" },
    {},
  ],
};

for (const [what, [answer, context]] of Object.entries(UNUSABLE)) {
  Deno.test(`answerAction() cannot use ${what}`, () => {
    const result = answerAction({ ...BUY_ANSWER, ...answer }, {
      ...CONTEXT,
      ...context,
    });
    assertEquals(result.kind, "unusable");
  });
}
