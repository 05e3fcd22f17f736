/**
 * What Perplexity answers, as far as we read it; unknown fields are let through.
 *
 * @module
 */
import { z } from "zod";
import { errorSchema } from "./chat_schema.ts";

const hit = z.looseObject({
  title: z.string().nullish(),
  url: z.string(),
  snippet: z.string().nullish(),
  date: z.string().nullish(),
  last_updated: z.string().nullish(),
});

/** The answer of the Search API. */
export const searchSchema = z.looseObject({ results: z.array(hit) });

const searchResults = z.looseObject({
  type: z.literal("search_results"),
  queries: z.array(z.string()).nullish(),
  /** The text refers to `id`, not to the place in this list. */
  results: z.array(z.looseObject({ ...hit.shape, id: z.int() })).nullish(),
});

const message = z.looseObject({
  type: z.literal("message"),
  content: z.array(z.looseObject({
    type: z.string(),
    text: z.string().nullish(),
  })).nullish(),
});

const other = z.looseObject({ type: z.string() });

/** The answer of the Agent API: a failed run is an HTTP 200 too. */
export const responseSchema = z.looseObject({
  status: z.string(),
  model: z.string().nullish(),
  error: errorSchema.nullish(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.union([searchResults, message, other])).nullish(),
  usage: z.looseObject({
    cost: z.looseObject({
      currency: z.string().nullish(),
      total_cost: z.number().min(0).max(999_999).nullish(),
    }).nullish(),
  }).nullish(),
});

export type AgentResponse = z.output<typeof responseSchema>;
export type SearchResults = z.output<typeof searchResults>;
export type AgentMessage = z.output<typeof message>;
