import type { ModelAnswer } from "../../domain/model_answer.ts";
import type { SeededRandom } from "../../runtime/seeded_random.ts";
import type { ScriptedReply } from "./reply_events.ts";

const CENTS = 100;
/** Share of decisions that are holds. */
const HOLDS = 0.4;

/**
 * Returns a decision that depends on the request and the seed alone: every model has its own, and each again when it is
 * asked the same.
 */
export function seededReply(
  body: Readonly<Record<string, unknown>>,
  random: SeededRandom,
): ScriptedReply {
  const text = JSON.stringify(seededAnswer(String(body["model"]), random));
  const reasoning = `I am ${body["model"]} and I weigh ${
    random.integer(9)
  } facts.`;
  const promptTokens = Math.ceil(JSON.stringify(body).length / 4);
  const reasoningTokens = Math.ceil(reasoning.length / 4);
  const completionTokens = Math.ceil(text.length / 4) + reasoningTokens;
  return {
    text,
    reasoning,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      prompt_tokens_details: { cached_tokens: Math.floor(promptTokens / 2) },
      completion_tokens_details: { reasoning_tokens: reasoningTokens },
      cost: (promptTokens + 4 * completionTokens) / 1_000_000,
      is_byok: false,
    },
  };
}

function seededAnswer(model: string, random: SeededRandom): ModelAnswer {
  const cents = 1 + random.integer(CENTS - 1);
  const probabilityYes = cents / CENTS;
  const forecast = {
    probabilityYes,
    confidence: (1 + random.integer(CENTS)) / CENTS,
    reason: `${model} puts it at ${probabilityYes}.`,
    orderId: null,
    timeInForce: null,
    expiresAtMs: null,
  };
  if (random.next() < HOLDS) {
    return {
      ...forecast,
      action: "hold",
      limitPrice: null,
      contracts: null,
      target: null,
      stop: null,
      invalidation: null,
    };
  }
  const isYes = cents >= CENTS / 2;
  const limit = isYes ? cents : CENTS - cents;
  return {
    ...forecast,
    action: isYes ? "buy_yes" : "buy_no",
    limitPrice: limit / CENTS,
    contracts: 1 + random.integer(20),
    target: Math.min(CENTS, limit + 10) / CENTS,
    stop: Math.max(0, limit - 10) / CENTS,
    invalidation: "The book turns the other way.",
  };
}
