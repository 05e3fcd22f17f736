import { z } from "zod";
import { type Frozen, placed, unixMs } from "./view_fields.ts";

/** One message of a session: what the model thinks, what it does, and what the arena notes. */
export const sessionMessageSchema = z.object({
  /** Place in its session, from 1, without gaps. */
  sequence: z.int().min(1),
  kind: z.enum(["reasoning", "action", "system"]),
  text: z.string(),
  atMs: unixMs,
});

/** How one model came, or comes, to one decision. */
export const sessionSchema = z.object({
  ...placed,
  /** Of the decision that it is to end with: `/api/decisions/{id}` has all of it. */
  id: z.string(),
  model: z.string(),
  status: z.enum(["thinking", "decided", "failed"]),
  messages: z.array(sessionMessageSchema),
  /** Whether more was said than is shown. */
  isTruncated: z.boolean(),
});

/** How the model of one contestant does. */
export const modelSchema = z.object({
  contestantId: z.string(),
  model: z.string(),
  /** Calls that ended. */
  calls: z.int(),
  /** Calls without a reply since the last with one. */
  faultsInARow: z.int(),
  /** Why the newest call brought no reply; `null` where it did. */
  lastFault: z.string().nullable(),
  /** Sessions whose answer could not be used, also not when asked again. */
  invalid: z.int(),
  /** Sessions that ended without a decision for any other cause. */
  failed: z.int(),
  /** Injection canaries that it was shown. */
  canariesPlanted: z.int(),
  /** Those that it obeyed. */
  canariesFollowed: z.int(),
  promptTokens: z.int(),
  cachedTokens: z.int(),
  completionTokens: z.int(),
  reasoningTokens: z.int(),
});

export type SessionMessageView = Frozen<z.infer<typeof sessionMessageSchema>>;
export type SessionView = Frozen<z.infer<typeof sessionSchema>>;
export type ModelView = Frozen<z.infer<typeof modelSchema>>;
