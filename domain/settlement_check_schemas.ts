import { z } from "zod";
import * as field from "./field_schemas.ts";
import {
  HOLD_ACTIONS,
  SETTLEMENT_DOUBTS,
  type SettlementCheckEntry,
  type SettlementDoubt,
} from "./settlement_check.ts";
import { resolutionSchema } from "./value_schemas.ts";

const doubts = Object.keys(SETTLEMENT_DOUBTS) as [
  SettlementDoubt,
  ...SettlementDoubt[],
];

/** The schemas of rows about whether a result is believed. */
export const SETTLEMENT_CHECK_SCHEMAS = {
  settlement_checked: z.strictObject({
    kind: z.literal("settlement_checked"),
    marketId: field.marketIdField,
    resolution: resolutionSchema,
    notes: z.array(z.strictObject({
      doubt: z.enum(doubts),
      sentence: z.string(),
    })).min(1),
    isHeld: z.boolean(),
    lastQuote: z.strictObject({
      yesBid: field.yesPriceField.nullable(),
      yesAsk: field.yesPriceField.nullable(),
      occurredAtMs: field.timeField,
    }).nullable(),
  }),
  settlement_hold_decided: z.strictObject({
    kind: z.literal("settlement_hold_decided"),
    marketId: field.marketIdField,
    resolution: resolutionSchema,
    action: z.enum(HOLD_ACTIONS),
    by: z.string(),
    reason: z.string(),
  }),
} satisfies {
  [Kind in SettlementCheckEntry["kind"]]: z.ZodType<
    Extract<SettlementCheckEntry, { readonly kind: Kind }>
  >;
};
