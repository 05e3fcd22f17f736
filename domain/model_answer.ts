import { z } from "zod";

/** What a model can want done about a market. */
export const ANSWER_ACTIONS = [
  "hold",
  "buy_yes",
  "buy_no",
  "sell_yes",
  "sell_no",
  "cancel",
] as const;

/** Characters of a reason, or of what would prove it wrong, at most. */
const SENTENCE_LENGTH_MAX = 4_000;

const price = z.number().min(0).max(1);

const fields = {
  action: z.enum(ANSWER_ACTIONS).describe(
    "hold, buy or sell contracts of one outcome, or cancel an open order of yours",
  ),
  probabilityYes: z.number().min(0).max(1).describe(
    "Your probability that the market resolves YES, 0 to 1; also for a hold",
  ),
  confidence: z.number().min(0).max(1).describe(
    "How sure you are of that probability, 0 to 1",
  ),
  reason: z.string().min(1).max(SENTENCE_LENGTH_MAX).describe(
    "Why, in one to four sentences",
  ),
  limitPrice: price.nullable().describe(
    "Worst price per contract of the outcome traded, in dollars; null for hold and cancel",
  ),
  contracts: z.number().min(0).max(1_000_000_000).nullable().describe(
    "Contracts wanted; null leaves the size of a purchase to the arena and sells all that is held",
  ),
  timeInForce: z.enum(["ioc", "gtc", "gtd"]).nullable().describe(
    "ioc or null fills at once what it can and cancels the rest; gtc rests at your limit until you cancel it; gtd rests until expiresAtMs",
  ),
  expiresAtMs: z.int().min(0).nullable().describe(
    "When a gtd order ends, in Unix milliseconds; null for any other",
  ),
  target: price.nullable().describe(
    "Bid of the outcome at which the arena sells what you hold of it; null unless you buy",
  ),
  stop: price.nullable().describe(
    "Bid of the outcome, below your limit, at which the arena gives it up; null unless you buy",
  ),
  invalidation: z.string().min(1).max(SENTENCE_LENGTH_MAX).nullable().describe(
    "What would prove you wrong, in one sentence; null unless you buy",
  ),
  orderId: z.string().min(1).max(100).nullable().describe(
    "The open order to cancel; null for every other action",
  ),
};

/** The answer's shape alone, for JSON Schema: every field required, none other allowed. */
export const answerShape = z.strictObject(fields);

/**
 * What a model must answer: a forecast always, and what goes with its action. Whatever trades at once leaves
 * `timeInForce` and `expiresAtMs` null. Prices are dollars of the outcome
 * traded, contracts whole or fractional; both are floats as models write JSON, and become exact before any order.
 */
export const answerSchema = answerShape.check(({ value, issues }) => {
  const missing = requiredBy(value.action).filter((name) =>
    value[name] === null
  );
  for (const name of missing) {
    issues.push({
      code: "custom",
      input: value,
      path: [name],
      message: `must not be null where action is ${value.action}`,
    });
  }
});

/** A model's answer about one market. */
export type ModelAnswer = Readonly<z.infer<typeof answerShape>>;

function requiredBy(
  action: ModelAnswer["action"],
): readonly (keyof ModelAnswer)[] {
  switch (action) {
    case "hold":
      return [];
    case "cancel":
      return ["orderId"];
    case "sell_yes":
    case "sell_no":
      return ["limitPrice"];
    case "buy_yes":
    case "buy_no":
      return ["limitPrice", "target", "stop", "invalidation"];
  }
}
