import { z } from "zod";
import * as field from "./field_schemas.ts";
import { VENUE_IDS } from "./market.ts";
import { SEASON_ENDINGS, type SeasonTerms } from "./season.ts";
import { SIZING_RULES } from "./sizing.ts";

/** The terms of a season, as `canonicalJson` writes them. Unknown fields are refused. */
export const seasonTermsSchema = z.strictObject({
  id: field.seasonIdField,
  name: z.string(),
  startsAtMs: field.timeField.nullable(),
  endsAtMs: field.timeField.nullable(),
  startingBalance: field.usdField,
  sizing: z.enum(SIZING_RULES),
  kellyFractionMicros: field.shareField,
  venues: z.array(z.enum(VENUE_IDS)),
  mode: z.enum(["paper", "live"]),
  ending: z.enum(SEASON_ENDINGS),
  roster: z.array(z.strictObject({
    contestantId: field.contestantIdField,
    name: z.string(),
    driver: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("model"),
        model: field.modelIdField,
        release: z.string(),
        releaseHash: z.string(),
      }),
      z.strictObject({
        kind: z.literal("control"),
        control: z.string(),
        codeVersion: z.string(),
      }),
      z.strictObject({ kind: z.literal("agent"), agent: z.string() }),
    ]),
  })),
}) satisfies z.ZodType<SeasonTerms>;
