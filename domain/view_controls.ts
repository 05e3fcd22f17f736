import { z } from "zod";
import { TRADING_STATES, WIND_DOWN_STEPS } from "./trading_state.ts";
import { type Frozen, offset, unixMs } from "./view_fields.ts";

/** What steers the arena as a whole. */
export const controlsSchema = z.object({
  trading: z.object({
    state: z.enum(TRADING_STATES),
    step: z.enum(WIND_DOWN_STEPS).nullable(),
    /** One sentence for people; `null` before anything was ever changed. */
    detail: z.string().nullable(),
    sinceMs: unixMs.nullable(),
  }),
  /** Venues that orders do not reach freely. */
  circuits: z.array(z.object({
    venue: z.string(),
    circuit: z.enum(["open", "half_open"]),
    detail: z.string(),
  })),
  /** Orders whose outcome only an operator can settle. */
  deadLetters: z.array(z.object({
    orderId: z.string(),
    reason: z.string(),
    sinceMs: unixMs,
  })),
});

/** Something that viewers are told of in a sentence. */
export const noticeSchema = z.object({
  kind: z.string(),
  sentence: z.string(),
  atMs: unixMs,
  offset,
});

export type ControlsView = Frozen<z.infer<typeof controlsSchema>>;
export type NoticeView = Frozen<z.infer<typeof noticeSchema>>;
