/**
 * The schema of a kept call, as `canonicalJson` writes it. Unknown fields are refused.
 *
 * @module
 */
import { z } from "zod";
import type { JsonObject, ModelRecord } from "../actors/ports/model.ts";
import { usdField } from "../domain/field_schemas.ts";
import { COST_SOURCES, MODEL_FAULTS } from "../domain/model_entries.ts";

const json = z.json();
const jsonObject = z.record(z.string(), json) satisfies z.ZodType<JsonObject>;
const count = z.int().min(0);

const toolCall = z.strictObject({
  id: z.string(),
  name: z.string(),
  argumentsText: z.string(),
});

const message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("user"), text: z.string() }),
  z.strictObject({
    role: z.literal("assistant"),
    text: z.string(),
    toolCalls: z.array(toolCall),
    reasoningDetails: z.array(json),
  }),
  z.strictObject({
    role: z.literal("tool"),
    callId: z.string(),
    name: z.string(),
    text: z.string(),
  }),
]);

const request = z.strictObject({
  model: z.string(),
  user: z.string(),
  system: z.string(),
  messages: z.array(message),
  tools: z.array(z.strictObject({
    name: z.string(),
    description: z.string(),
    parameters: jsonObject,
  })),
  toolChoice: z.enum(["auto", "none"]),
  output: z.strictObject({ name: z.string(), schema: jsonObject }).nullable(),
  maxOutputTokens: count,
  temperature: z.number().nullable(),
});

const cost = z.strictObject({
  amount: usdField,
  source: z.enum(COST_SOURCES),
});

const outcome = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("replied"),
    reply: z.strictObject({
      id: z.string().nullable(),
      model: z.string(),
      provider: z.string().nullable(),
      text: z.string(),
      reasoning: z.string(),
      reasoningDetails: z.array(json),
      toolCalls: z.array(toolCall),
      refusal: z.string().nullable(),
      finishReason: z.enum(["stop", "length", "tool_calls", "content_filter"]),
      usage: z.strictObject({
        promptTokens: count,
        cachedTokens: count,
        completionTokens: count,
        reasoningTokens: count,
      }).nullable(),
      cost,
      raw: z.string(),
    }),
  }),
  z.strictObject({
    kind: z.literal("failed"),
    fault: z.strictObject({
      kind: z.enum(MODEL_FAULTS),
      detail: z.string(),
      retryAfterMs: z.number().nullable(),
      httpStatus: z.int().nullable(),
    }),
    cost,
    raw: z.string(),
  }),
]);

/** A call with its request and outcome. */
export const recordSchema = z.strictObject({
  requestHash: z.string().regex(/^[0-9a-f]{64}$/),
  request,
  outcome,
}) satisfies z.ZodType<ModelRecord>;
