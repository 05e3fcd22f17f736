/**
 * What the arena and the worker that signs for one venue say to each other.
 *
 * The arena sends `open` once and waits for `opened` or `refused`; then `sign`, each answered by one `signed` or
 * `failed` with its number, in any order. No message has a key in it. Nothing survives the worker: it does not
 * come back within its process.
 *
 * @module
 */
import { z } from "zod";
import { VENUE_IDS } from "../../domain/market.ts";

const sentenceField = z.string().max(2_000);

/** From the arena to the worker. */
export const signerCommandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open"),
    venue: z.enum(VENUE_IDS),
    /** Of the key store; `null` where the environment alone has keys. */
    path: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("sign"),
    number: z.int(),
    account: z.string(),
    /** Whatever the venue's own module understands. */
    request: z.unknown(),
  }),
]);

/** From the worker to the arena. */
export const signerEventSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("opened"),
    /** Public identities, by account. */
    accounts: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal("refused"), message: sentenceField }),
  z.object({
    kind: z.literal("signed"),
    number: z.int(),
    signed: z.unknown(),
  }),
  z.object({
    kind: z.literal("failed"),
    number: z.int(),
    message: sentenceField,
  }),
]);

/** What the arena may say. */
export type SignerCommand = z.infer<typeof signerCommandSchema>;
/** What the worker may say. */
export type SignerEvent = z.infer<typeof signerEventSchema>;
