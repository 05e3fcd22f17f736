/**
 * What visitors ask about the arena and how they are answered, as it travels: a question with what was said
 * before it, then one JSON line per event of the answer.
 *
 * @module
 */
import { z } from "zod";
import type { Frozen } from "./view_fields.ts";

/** Characters of one message at most. */
export const CHAT_MESSAGE_LENGTH_MAX = 2_000;
/** Messages of one conversation that are read at most, the question included. */
export const CHAT_MESSAGES_MAX = 12;

const chatMessageSchema = z.strictObject({
  role: z.enum(["visitor", "analyst"]),
  text: z.string().trim().min(1).max(CHAT_MESSAGE_LENGTH_MAX),
});

/** A conversation, oldest message first; the last one is the question. */
export const chatRequestSchema = z.strictObject({
  messages: z.array(chatMessageSchema).min(1).max(CHAT_MESSAGES_MAX)
    .refine((messages) => messages.at(-1)?.role === "visitor", {
      error: "must end with a question of the visitor",
    }),
});

/** One event of an answer: the texts since the last event of another kind, joined, are the answer so far. */
export const chatEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  /** The analyst has looked something up. */
  z.object({ kind: z.literal("looked_up"), what: z.string() }),
  /** What was said so far does not count: the answer begins anew. */
  z.object({ kind: z.literal("started_over"), reason: z.string() }),
  z.object({
    kind: z.literal("ended"),
    /** Who answered: a model, or sentences that are filled in. */
    source: z.enum(["model", "templates"]),
    /** The newest journal row that the arena's data was up to date with. */
    journalSequence: z.int().min(0),
  }),
]);

export type ChatMessage = Frozen<z.infer<typeof chatMessageSchema>>;
export type ChatRequest = Frozen<z.infer<typeof chatRequestSchema>>;
export type ChatEvent = Frozen<z.infer<typeof chatEventSchema>>;
