import { z } from "zod";
import { setting } from "./setting.ts";

/** How results are checked before they are paid on. */
export const SETTLEMENT_SETTINGS = {
  ARENA_SETTLEMENT_CHECK: setting({
    schema: z.enum(["off", "note", "hold"]),
    fallback: null,
    rule: "off, note or hold",
    meaning:
      "What becomes of a result that is doubtful: nothing, a note, or a hold until an operator releases it. Unless set: hold with ARENA_ADMIN_TOKEN at another than the built-in venue, else note.",
  }),
  ARENA_SETTLEMENT_SURPRISE: setting({
    schema: z.coerce.number().min(0).max(1),
    fallback: "0.97",
    rule: "a number from 0 to 1",
    meaning:
      "Probability that the last price gave to the other side, from which on a result is doubtful; 0 doubts every result whose market had a price.",
  }),
} as const;
