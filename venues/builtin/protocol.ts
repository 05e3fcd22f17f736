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

export const workerMessageSchema = z.object({
  kind: z.literal("listening"),
  port: z.int().min(1).max(65_535),
});

export type HostMessage = z.infer<typeof hostMessageSchema>;
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
