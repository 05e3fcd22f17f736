/**
 * What comes back from a chat completion. Providers add fields as they like, so unknown ones are let through; a field
 * that we read has its type, or is absent, or `null`.
 *
 * @module
 */
import { z } from "zod";

const count = z.int().min(0).nullish();

/** Tokens, and the provider's own cost in dollars where it reports one. */
export const usageSchema = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.looseObject({
    cached_tokens: count,
    cache_write_tokens: count,
  }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: count })
    .nullish(),
  cost: z.number().min(0).max(999_999).nullish(),
});

/** An error, in a body of its own or inside a stream. */
export const errorSchema = z.looseObject({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish(),
  type: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const toolCallSchema = z.looseObject({
  index: z.int().min(0).max(1_000).nullish(),
  id: z.string().nullish(),
  function: z.looseObject({
    name: z.string().nullish(),
    /** Some servers send the object itself. */
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())])
      .nullish(),
  }).nullish(),
});

/** Text, or the parts that some models write it in. */
const textSchema = z.union([
  z.string(),
  z.array(z.looseObject({ text: z.string().nullish() }))
    .transform((parts) => parts.map(({ text }) => text ?? "").join("")),
]);

const contentSchema = z.looseObject({
  content: textSchema.nullish(),
  refusal: z.string().nullish(),
  reasoning: z.string().nullish(),
  /** What DeepSeek's own API calls it. */
  reasoning_content: z.string().nullish(),
  reasoning_details: z.array(z.json()).nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
});

/** A piece of a stream, or a whole body: the one has `delta`, the other `message`. */
export const chunkSchema = z.looseObject({
  id: z.string().nullish(),
  model: z.string().nullish(),
  provider: z.string().nullish(),
  error: z.union([errorSchema, z.string()]).nullish(),
  choices: z.array(z.looseObject({
    delta: contentSchema.nullish(),
    message: contentSchema.nullish(),
    finish_reason: z.string().nullish(),
  })).nullish(),
  usage: usageSchema.nullish(),
});

export type ChatChunk = z.output<typeof chunkSchema>;
export type ChatContent = z.output<typeof contentSchema>;
export type ChatUsage = z.output<typeof usageSchema>;
export type ChatError = z.output<typeof errorSchema>;
