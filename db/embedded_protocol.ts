/**
 * What the embedded database's Worker and its supervisor say to each other. Messages arrive in order and
 * are lost with the Worker; every `start` and `stop` has one answer.
 *
 * @module
 */
import { z } from "zod";

/** From the supervisor to the Worker. */
export const embeddedCommandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("start"),
    /** Where the rows live; `null` keeps them in memory. */
    directory: z.string().nullable(),
    socketPath: z.string(),
    connectionsMax: z.int().min(1),
  }),
  z.object({ kind: z.literal("stop") }),
]);

/** From the Worker to its supervisor. */
export const embeddedEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  /** Somebody else has the directory open. */
  z.object({ kind: z.literal("locked") }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
  z.object({ kind: z.literal("stopped") }),
]);

/** What the supervisor may say. */
export type EmbeddedCommand = z.infer<typeof embeddedCommandSchema>;
/** What the Worker may say. */
export type EmbeddedEvent = z.infer<typeof embeddedEventSchema>;
