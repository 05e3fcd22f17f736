import { z } from "zod";
import { LATENCY_PARTS, type LatencyPart } from "./latency_parts.ts";
import type { Frozen } from "./view_fields.ts";

/** How long one part took of the newest orders that the venue answered. */
export const latencySchema = z.object({
  part: z.enum(Object.keys(LATENCY_PARTS) as [LatencyPart, ...LatencyPart[]]),
  /** Orders that were measured, 1 or more. */
  orders: z.int().min(1),
  /** Half of them took no longer, in microseconds. */
  medianUs: z.number(),
  /** 99 of 100 took no longer, in microseconds. */
  p99Us: z.number(),
});

export type LatencyView = Frozen<z.infer<typeof latencySchema>>;
