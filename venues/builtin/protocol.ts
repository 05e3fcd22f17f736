/**
 * What the host and the worker of the built-in venue say to each other.
 *
 * The host sends `start` once, then faults; the worker answers `start` with `listening`. Messages arrive
 * in order and are never dropped; nothing survives a restart, as the venue needs no memory.
 *
 * @module
 */
import { z } from "zod";
import { faultSchema } from "./fault_plan.ts";

/** From the host to the worker; times in milliseconds. */
export const hostMessageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("start"),
    seed: z.int(),
    tickMs: z.int(),
    determineAfterMs: z.int(),
    finalizeAfterMs: z.int(),
  }),
  z.object({ kind: z.literal("fault"), fault: faultSchema }),
]);

/** From the worker to the host. */
export const workerMessageSchema = z.object({
  kind: z.literal("listening"),
  port: z.int().min(1).max(65_535),
});

/** What the host may say. */
export type HostMessage = z.infer<typeof hostMessageSchema>;
/** What the worker may say. */
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
