import { z } from "zod";
import { CHOOSERS, EVENT_STATES } from "./arena_event.ts";
import { type Frozen, offset, unixMs } from "./view_fields.ts";

/** An event of the arena: a market that was chosen for the day. */
export const eventSchema = z.object({
  /** That of its market. */
  id: z.string(),
  ticker: z.string(),
  title: z.string(),
  category: z.string(),
  state: z.enum(EVENT_STATES),
  closesAtMs: unixMs,
  selectedBy: z.enum(CHOOSERS),
  selectedAtMs: unixMs,
  activatedAtMs: unixMs.nullable(),
  closedAtMs: unixMs.nullable(),
  settledAtMs: unixMs.nullable(),
  /** The event that took its place. */
  swappedFor: z.string().nullable(),
  /** Streams that are open for it now. */
  viewers: z.int().min(0),
  /** The newest journal row that changed it. */
  offset,
});

export type EventView = Frozen<z.infer<typeof eventSchema>>;

/** How many streams are open for one event. */
export type ViewersView = Pick<EventView, "id" | "viewers">;
