/**
 * Schemas of the values that journal entries are made of, as `canonicalJson` writes them. Unknown fields are
 * refused.
 *
 * @module
 */
import { z } from "zod";
import type { Decision } from "./decision.ts";
import type { EventSummary } from "./event_summary.ts";
import * as field from "./field_schemas.ts";
import type { Fill } from "./fill.ts";
import { type Market, type Resolution, VENUE_IDS } from "./market.ts";
import { type Order, type OrderTerms, TIMES_IN_FORCE } from "./order.ts";
import type { MarketSignal, SignalScore } from "./signal.ts";

/** What a market resolved to. */
export const resolutionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("yes") }),
  z.strictObject({ kind: z.literal("no") }),
  z.strictObject({ kind: z.literal("scalar"), yesPayout: field.yesPriceField }),
  z.strictObject({ kind: z.literal("void") }),
]) satisfies z.ZodType<Resolution>;

/** What the web says about an event. */
export const summarySchema = z.strictObject({
  text: z.string(),
  queries: z.array(z.string()),
  sources: z.array(z.strictObject({
    id: z.int(),
    title: z.string(),
    url: z.string(),
    date: z.string().nullable(),
    isCited: z.boolean(),
  })),
  model: z.string(),
}) satisfies z.ZodType<EventSummary>;

/** A market as its venue lists it. */
export const marketSchema = z.strictObject({
  id: field.marketIdField,
  venue: z.enum(VENUE_IDS),
  ticker: z.string(),
  eventTicker: z.string(),
  title: z.string(),
  phase: field.marketPhaseField,
  opensAtMs: field.timeField,
  closesAtMs: field.timeField,
  strike: z.string().nullable(),
  priceRanges: field.priceRangesField,
  quantityMin: field.quantityField,
  rules: z.string().exactOptional(),
  category: z.string().min(1).exactOptional(),
  fees: field.marketFeesField.exactOptional(),
}) satisfies z.ZodType<Market>;

const signalFields = {
  id: field.signalIdField,
  marketId: field.marketIdField,
  ticker: z.string(),
  timestamp: field.timeField,
  midAtDetection: field.probabilityField.nullable(),
};

/** A signal with the payload of its rule. */
export const signalSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...signalFields,
    type: z.literal("price_swing"),
    data: z.strictObject(field.SIGNAL_DATA_FIELDS.price_swing),
  }),
  z.strictObject({
    ...signalFields,
    type: z.literal("volume_spike"),
    data: z.strictObject(field.SIGNAL_DATA_FIELDS.volume_spike),
  }),
  z.strictObject({
    ...signalFields,
    type: z.literal("orderbook_imbalance"),
    data: z.strictObject(field.SIGNAL_DATA_FIELDS.orderbook_imbalance),
  }),
]) satisfies z.ZodType<MarketSignal>;

/** What became of a signal. */
export const scoreSchema = z.strictObject({
  signalId: field.signalIdField,
  marketId: field.marketIdField,
  type: z.enum(["price_swing", "volume_spike", "orderbook_imbalance"]),
  pointed: z.enum(["up", "down"]),
  midAtDetection: field.probabilityField,
  midAtScore: field.probabilityField,
  verdict: field.verdictField,
  scoredAtMs: field.timeField,
}) satisfies z.ZodType<SignalScore>;

const termsFields = {
  side: field.orderSideField,
  outcome: field.outcomeField,
  quantity: field.quantityField,
  limit: field.outcomePriceField,
  timeInForce: z.enum(TIMES_IN_FORCE),
  expiresAtMs: field.timeField.nullable(),
  postOnly: z.boolean(),
  reduceOnly: z.boolean(),
} satisfies { [Key in keyof OrderTerms]: z.ZodType<OrderTerms[Key]> };

/** A forecast and what follows from it. */
export const decisionSchema = z.strictObject({
  id: field.decisionIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  probabilityYes: field.probabilityField,
  confidence: field.probabilityField,
  reason: z.string(),
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("hold") }),
    z.strictObject({ kind: z.literal("trade"), ...termsFields }),
    z.strictObject({
      kind: z.literal("cancel"),
      orderId: field.orderIdField,
    }),
    z.strictObject({
      kind: z.literal("replace"),
      orderId: field.orderIdField,
      quantity: field.quantityField,
      limit: field.outcomePriceField,
    }),
  ]),
  causationId: z.string(),
  marketProbability: field.probabilityField.nullable(),
  decidedAtMs: field.timeField,
  plan: z.strictObject({
    target: field.outcomePriceField,
    stop: field.outcomePriceField,
    invalidation: z.string(),
  }).exactOptional(),
  submission: z.strictObject({
    snapshotId: z.string(),
    key: z.string(),
    bodyHash: z.string(),
  }).exactOptional(),
}) satisfies z.ZodType<Decision>;

/** An order as it stood. */
export const orderSchema = z.strictObject({
  id: field.orderIdField,
  decisionId: field.decisionIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  ...termsFields,
  replaces: field.orderIdField.nullable(),
  status: field.orderStatusField,
  filledQuantity: field.quantityField,
  filledNotional: field.usdField,
  createdAtMs: field.timeField,
}) satisfies z.ZodType<Order>;

/** A venue's record that contracts changed hands. */
export const fillSchema = z.strictObject({
  id: field.fillIdField,
  orderId: field.orderIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  side: field.orderSideField,
  outcome: field.outcomeField,
  quantity: field.quantityField,
  price: field.outcomePriceField,
  fee: field.usdField,
  liquidity: field.liquidityField,
  occurredAtMs: field.timeField,
}) satisfies z.ZodType<Fill>;
