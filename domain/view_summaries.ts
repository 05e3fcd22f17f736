import { z } from "zod";
import { decimal, type Frozen, offset, unixMs } from "./view_fields.ts";

/** What the web says about an event, as every model is shown it. */
export const summarySchema = z.object({
  /** `venue:event`; a newer summary takes the place of an older one. */
  id: z.string(),
  venue: z.string(),
  eventTicker: z.string(),
  /** Of the event's first market. */
  title: z.string(),
  text: z.string(),
  queries: z.array(z.string()),
  sources: z.array(z.object({
    /** How the text refers to it: `[7]`. */
    id: z.int(),
    title: z.string(),
    url: z.string(),
    date: z.string().nullable(),
    isCited: z.boolean(),
  })),
  /** The model that wrote it. */
  model: z.string(),
  cost: decimal,
  writtenAtMs: unixMs,
  offset,
});

export type SummaryView = Frozen<z.infer<typeof summarySchema>>;
