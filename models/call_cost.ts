import type {
  ModelCost,
  ModelRequest,
  ModelUsage,
} from "../actors/ports/model.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import type { CatalogModel } from "../domain/catalog_model.ts";
import {
  costCeiling,
  costFromDollars,
  costOfTokens,
  priceInForce,
  type TokenPrice,
} from "../domain/inference_price.ts";
import { type UsdMicros, ZERO_USD } from "../domain/money.ts";
import type { ChatUsage } from "./chat_schema.ts";
import { CHARACTERS_PER_TOKEN } from "./token_gauge.ts";

/** What nothing costs. */
export const NO_COST: ModelCost = { amount: ZERO_USD, source: "catalog" };

/**
 * Returns the most that a call may cost by the prices in force. A token is at least one byte of what is sent, so the
 * request's bytes are a bound and no estimate. Depends on the request alone, and not on who answers it.
 */
export function callCostMax(
  request: ModelRequest,
  { prices }: Pick<CatalogModel, "prices">,
  nowMs: number,
): UsdMicros {
  return costCeiling({
    promptTokens: new TextEncoder().encode(canonicalJson(request)).length,
    completionTokens: request.maxOutputTokens,
  }, priceInForce(prices, nowMs));
}

/** Returns what a call cost, from what its provider reports: its own amount, else the tokens at catalog prices. */
export function reportedCost(usage: ChatUsage, price: TokenPrice): ModelCost {
  if (typeof usage.cost === "number") {
    return { amount: costFromDollars(usage.cost), source: "provider" };
  }
  const prompt = usage.prompt_tokens_details;
  return {
    amount: costOfTokens({
      prompt: usage.prompt_tokens ?? 0,
      cached: prompt?.cached_tokens ?? 0,
      cacheWritten: prompt?.cache_write_tokens ?? 0,
      completion: usage.completion_tokens ?? 0,
      reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
    }, price),
    source: "catalog",
  };
}

/** Returns what a call without a report has probably cost: a prompt that was taken is paid, and what came of the reply. */
export function estimatedCost(
  { promptTokens, replyCharacters }: {
    readonly promptTokens: number;
    readonly replyCharacters: number;
  },
  price: TokenPrice,
): ModelCost {
  return {
    amount: costCeiling({
      promptTokens,
      completionTokens: Math.ceil(replyCharacters / CHARACTERS_PER_TOKEN),
    }, price),
    source: "estimate",
  };
}

/** Returns the tokens that a provider counted. */
export function countedUsage(usage: ChatUsage): ModelUsage {
  return {
    promptTokens: usage.prompt_tokens ?? 0,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completionTokens: usage.completion_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
