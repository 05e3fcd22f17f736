import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { answerSchema, answerShape, type ModelAnswer } from "./model_answer.ts";

const BUY: ModelAnswer = {
  action: "buy_yes",
  probabilityYes: 0.62,
  confidence: 0.5,
  reason: "The book leans up.",
  limitPrice: 0.55,
  contracts: null,
  timeInForce: null,
  expiresAtMs: null,
  target: 0.8,
  stop: 0.4,
  invalidation: "Bitcoin falls below the strike.",
  orderId: null,
};
const HOLD: ModelAnswer = {
  ...BUY,
  action: "hold",
  limitPrice: null,
  target: null,
  stop: null,
  invalidation: null,
};

Deno.test("answerSchema takes a purchase with its plan, and a hold with its forecast", () => {
  for (const answer of [BUY, HOLD]) {
    assertEquals(answerSchema.parse(answer), answer);
  }
});

for (const name of ["limitPrice", "target", "stop", "invalidation"] as const) {
  Deno.test(`answerSchema refuses a purchase without ${name}`, () => {
    const { success, error } = answerSchema.safeParse({ ...BUY, [name]: null });
    assert(!success);
    assertEquals(error.issues.map(({ path }) => path), [[name]]);
  });
}

Deno.test("answerSchema refuses a sale without a limit, a cancel without its order, and a field of its own", () => {
  const bad: readonly object[] = [
    { ...HOLD, action: "sell_no" },
    { ...HOLD, action: "cancel" },
    { ...HOLD, leverage: 20 },
    { ...HOLD, probabilityYes: 1.2 },
    { ...HOLD, reason: "" },
  ];
  for (const answer of bad) {
    assertEquals(answerSchema.safeParse(answer).success, false);
  }
});

Deno.test("answerShape prints as a JSON Schema that requires every field and allows no other", () => {
  const { required, additionalProperties } = z.toJSONSchema(answerShape);
  assertEquals(required?.toSorted(), Object.keys(HOLD).toSorted());
  assertEquals(additionalProperties, false);
});
