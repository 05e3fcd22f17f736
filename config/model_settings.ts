import { z } from "zod";
import { DOLLARS, PATH, setting, wholeNumber } from "./setting.ts";

const SERVICE_URL = {
  schema: z.string().regex(/^https?:\/\/\S+$/).transform((url) =>
    url.replace(/\/+$/, "")
  ),
  rule: "a URL that starts with https:// or http://",
};

const KEY = {
  schema: z.string().regex(/^[\x21-\x7e]{1,500}$/),
  rule: "a key of 1 to 500 printable characters",
};

/** Where models and summaries come from, and what they may cost. */
export const MODEL_SETTINGS = {
  OPENROUTER_API_KEY: setting({
    ...KEY,
    fallback: null,
    meaning:
      "Key of OpenRouter. With it the models of the catalog compete; without any key or URL for them nobody but the controls does.",
  }),
  ARENA_OPENROUTER_URL: setting({
    ...SERVICE_URL,
    fallback: "https://openrouter.ai/api/v1",
    meaning: "API of OpenRouter, or of whatever stands in for it.",
  }),
  AIMO_API_KEY: setting({
    ...KEY,
    fallback: null,
    meaning: "Key of AIMO, for models of the catalog with provider aimo.",
  }),
  ARENA_AIMO_URL: setting({
    ...SERVICE_URL,
    fallback: "https://beta.aimo.network/api/v1",
    meaning: "API of AIMO.",
  }),
  ARENA_MODEL_URL: setting({
    ...SERVICE_URL,
    fallback: null,
    meaning:
      "Any OpenAI-compatible API, for models with provider compatible and for those whose provider has no key.",
  }),
  ARENA_MODEL_API_KEY: setting({
    ...KEY,
    fallback: null,
    meaning: "Key of ARENA_MODEL_URL, where that wants one.",
  }),
  ARENA_MODEL_CATALOG: setting({
    ...PATH,
    fallback: null,
    meaning:
      "JSON file with the models that compete, in the form of models/catalog.json, in its place.",
  }),
  ARENA_MODEL_BUDGET: setting({
    ...DOLLARS,
    fallback: "5",
    meaning:
      "What the calls of one model may cost in one UTC day. A call that could exceed it is not made.",
  }),
  ARENA_MODEL_REPLY_TOKENS_MAX: setting({
    ...wholeNumber(64, 200_000),
    fallback: "2048",
    meaning: "Most tokens of one reply, reasoning included.",
  }),
  ARENA_MODEL_DEADLINE_MS: setting({
    ...wholeNumber(1_000, 3_600_000),
    fallback: "120000",
    meaning:
      "Milliseconds that one call may take to its last token, retries included.",
  }),
  ARENA_MODEL_ATTEMPTS_MAX: setting({
    ...wholeNumber(1, 10),
    fallback: "3",
    meaning:
      "Tries of one call, the first included. Only what may pass by itself is tried again.",
  }),
  ARENA_CHAT_MODEL: setting({
    schema: z.string().regex(/^\S{1,200}$/),
    fallback: null,
    rule: "the id of a model of the catalog",
    meaning:
      "Model of the catalog, by its id, that answers visitors at /chat. Without it sentences are filled in.",
  }),
  ARENA_CHAT_BUDGET: setting({
    ...DOLLARS,
    fallback: "1",
    meaning:
      "What all answers to visitors may cost in one UTC day. A call that could exceed it is not made.",
  }),
  ARENA_CASSETTES: setting({
    ...PATH,
    fallback: null,
    meaning:
      "Folder of recorded calls, gzip'd JSON lines named after the hash of the request.",
  }),
  ARENA_CASSETTE_MODE: setting({
    schema: z.enum(["record", "replay"]),
    fallback: "record",
    rule: "record or replay",
    meaning:
      "With ARENA_CASSETTES: record asks and keeps every call, replay asks nobody and refuses a call that is not there.",
  }),
  PERPLEXITY_API_KEY: setting({
    ...KEY,
    fallback: null,
    meaning:
      "Key of Perplexity. With it events are summarized from the web; without it there are no summaries.",
  }),
  ARENA_PERPLEXITY_URL: setting({
    ...SERVICE_URL,
    fallback: "https://api.perplexity.ai",
    meaning: "API of Perplexity.",
  }),
  ARENA_PERPLEXITY_MODEL: setting({
    schema: z.string().regex(/^\S{1,200}$/),
    fallback: "perplexity/sonar",
    rule: "a model's name of 1 to 200 characters",
    meaning: "Model that writes the summaries.",
  }),
} as const;

/** Returns the folder that calls of models are kept in. */
export function callsFolder(
  { ARENA_CASSETTES, ARENA_DATA_DIR }: {
    readonly ARENA_CASSETTES: string | null;
    readonly ARENA_DATA_DIR: string;
  },
): string {
  return ARENA_CASSETTES ?? `${ARENA_DATA_DIR}/calls`;
}
