/**
 * Schemas of the rows about perpetuals, as `canonicalJson` writes them. Unknown fields are refused.
 *
 * @module
 */
import { z } from "zod";
import { DENIAL_CODES, type DenialCode } from "./denial.ts";
import * as field from "./field_schemas.ts";
import {
  PERPETUAL_ORDER_ENDS,
  type PerpetualEntry,
  type PerpetualHolding,
} from "./perpetual_entries.ts";
import type { PerpetualMarket } from "./perpetual_market.ts";
import {
  type BookedPerpetualFill,
  PERPETUAL_ORDER_CAUSES,
  type PerpetualDecision,
  type PerpetualOrder,
  type PerpetualTerms,
} from "./perpetual_order.ts";

const marketSchema = z.strictObject({
  id: field.marketIdField,
  venue: z.literal("hyperliquid"),
  coin: z.string(),
  sizeDecimals: z.int().min(0).max(6),
  leverageMax: z.int().min(1),
}) satisfies z.ZodType<PerpetualMarket>;

const termsFields = {
  side: z.enum(["buy", "sell"]),
  quantity: field.quantityField,
  limit: field.perpetualPriceField,
  reduceOnly: z.boolean(),
  arrivalPrice: field.perpetualPriceField,
} satisfies { [Key in keyof PerpetualTerms]: z.ZodType<PerpetualTerms[Key]> };

const orderSchema = z.strictObject({
  ...termsFields,
  id: field.orderIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  decisionId: field.decisionIdField.nullable(),
  cause: z.enum(PERPETUAL_ORDER_CAUSES),
  createdAtMs: field.timeField,
}) satisfies z.ZodType<PerpetualOrder>;

const fillSchema = z.strictObject({
  id: field.fillIdField,
  orderId: field.orderIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  side: z.enum(["buy", "sell"]),
  quantity: field.quantityField,
  price: field.perpetualPriceField,
  fee: field.usdField,
  liquidity: z.enum(["taker", "maker"]),
  occurredAtMs: field.timeField,
}) satisfies z.ZodType<BookedPerpetualFill>;

const decisionSchema = z.strictObject({
  id: field.decisionIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  exposureMicros: field.microsField,
  confidence: field.probabilityField,
  reason: z.string(),
  terms: z.strictObject(termsFields).nullable(),
  causationId: z.string(),
  decidedAtMs: field.timeField,
}) satisfies z.ZodType<PerpetualDecision>;

const holdingSchema = z.strictObject({
  size: field.perpetualSizeField,
  entryNotional: field.usdField,
}) satisfies z.ZodType<PerpetualHolding>;

const denialCodes = Object.keys(DENIAL_CODES) as [DenialCode, ...DenialCode[]];

/** The schemas of rows about perpetuals. */
export const PERPETUAL_SCHEMAS = {
  perpetual_listed: z.strictObject({
    kind: z.literal("perpetual_listed"),
    market: marketSchema,
  }),
  perpetual_decided: z.strictObject({
    kind: z.literal("perpetual_decided"),
    decision: decisionSchema,
  }),
  perpetual_order_denied: z.strictObject({
    kind: z.literal("perpetual_order_denied"),
    order: orderSchema,
    code: z.enum(denialCodes),
    detail: z.string(),
  }),
  perpetual_order_submitted: z.strictObject({
    kind: z.literal("perpetual_order_submitted"),
    order: orderSchema,
  }),
  perpetual_filled: z.strictObject({
    kind: z.literal("perpetual_filled"),
    fill: fillSchema,
  }),
  perpetual_order_closed: z.strictObject({
    kind: z.literal("perpetual_order_closed"),
    orderId: field.orderIdField,
    end: z.enum(PERPETUAL_ORDER_ENDS),
    reason: z.string(),
  }),
  perpetual_corrected: z.strictObject({
    kind: z.literal("perpetual_corrected"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    before: holdingSchema,
    after: holdingSchema,
    reason: z.string(),
  }),
} satisfies {
  [Kind in PerpetualEntry["kind"]]: z.ZodType<
    Extract<PerpetualEntry, { readonly kind: Kind }>
  >;
};
