import { z } from "zod";
import * as field from "./field_schemas.ts";
import { SEASON_END_CAUSES } from "./season_entries.ts";
import { seasonTermsSchema } from "./season_schema.ts";

const countField = z.int().min(0);

/** The schemas of entries about seasons, their boards, and what operators did to accounts and actors. */
export const SEASON_ENTRY_SCHEMAS = {
  "season_started": z.strictObject({
    kind: z.literal("season_started"),
    seasonId: field.seasonIdField,
    terms: seasonTermsSchema,
    by: z.string(),
    reason: z.string(),
  }),
  "season_concluded": z.strictObject({
    kind: z.literal("season_concluded"),
    seasonId: field.seasonIdField,
    cause: z.enum(SEASON_END_CAUSES),
    by: z.string(),
    reason: z.string(),
  }),
  "boards_snapshotted": z.strictObject({
    kind: z.literal("boards_snapshotted"),
    seasonId: field.seasonIdField,
    hourAtMs: field.timeField,
    isFinal: z.boolean(),
    rows: z.array(z.strictObject({
      contestantId: field.contestantIdField,
      tradingRank: z.int().min(1).nullable(),
      return: z.number(),
      equity: field.usdField,
      netPnl: field.usdField,
      fills: countField,
      wins: countField,
      losses: countField,
      forecastingRank: z.int().min(1).nullable(),
      resolvedDecisions: countField,
      brier: z.number().nullable(),
      logLoss: z.number().nullable(),
      alpha: z.number().nullable(),
    })),
  }),
  "account_reset": z.strictObject({
    kind: z.literal("account_reset"),
    contestantId: field.contestantIdField,
    positions: z.array(z.strictObject({
      marketId: field.marketIdField,
      outcome: field.outcomeField,
      quantity: field.quantityField,
      cost: field.usdField,
    })),
    amount: field.usdField,
    equityBefore: field.usdField,
    by: z.string(),
    reason: z.string(),
  }),
  "operator_acted": z.strictObject({
    kind: z.literal("operator_acted"),
    action: z.string(),
    subject: z.string(),
    by: z.string(),
    reason: z.string(),
  }),
};
