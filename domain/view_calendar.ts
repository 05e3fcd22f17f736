import { z } from "zod";
import { type Frozen, unixMs } from "./view_fields.ts";

/** A task of the calendar: when it is due, and what came of it last. */
export const taskSchema = z.object({
  task: z.string(),
  /** One sentence for people. */
  meaning: z.string(),
  /** When it is due, as a cron pattern in UTC. */
  pattern: z.string(),
  /** When it is due next; `null` where that is never. */
  nextAtMs: unixMs.nullable(),
  /** What came of it last, also before a restart; `null` until it was done once. */
  last: z.object({
    /** The time that it was for. */
    dueAtMs: unixMs,
    doneAtMs: unixMs,
    /** One sentence for people. */
    outcome: z.string(),
    isFailed: z.boolean(),
  }).nullable(),
});

export type TaskView = Frozen<z.infer<typeof taskSchema>>;
