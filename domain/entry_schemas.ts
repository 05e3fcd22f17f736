import { z } from "zod";
import type { Decision } from "./decision.ts";
import { DENIAL_CODES, type DenialCode } from "./denial.ts";
import * as field from "./field_schemas.ts";
import type { Fill } from "./fill.ts";
import type { EntryOf, JournalKind } from "./journal.ts";
import { type Market, type Resolution, VENUE_IDS } from "./market.ts";
import type { Order } from "./order.ts";
import type { MarketSignal, SignalScore } from "./signal.ts";

const resolutionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("yes") }),
  z.strictObject({ kind: z.literal("no") }),
  z.strictObject({ kind: z.literal("scalar"), yesPayout: field.yesPriceField }),
  z.strictObject({ kind: z.literal("void") }),
]) satisfies z.ZodType<Resolution>;

const marketSchema = z.strictObject({
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
}) satisfies z.ZodType<Market>;

const signalFields = {
  id: field.signalIdField,
  marketId: field.marketIdField,
  ticker: z.string(),
  timestamp: field.timeField,
  midAtDetection: field.probabilityField.nullable(),
};

const signalSchema = z.discriminatedUnion("type", [
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

const scoreSchema = z.strictObject({
  signalId: field.signalIdField,
  marketId: field.marketIdField,
  type: z.enum(["price_swing", "volume_spike", "orderbook_imbalance"]),
  pointed: z.enum(["up", "down"]),
  midAtDetection: field.probabilityField,
  midAtScore: field.probabilityField,
  verdict: field.verdictField,
  scoredAtMs: field.timeField,
}) satisfies z.ZodType<SignalScore>;

const decisionSchema = z.strictObject({
  id: field.decisionIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  probabilityYes: field.probabilityField,
  confidence: field.probabilityField,
  reason: z.string(),
  action: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("hold") }),
    z.strictObject({
      kind: z.literal("trade"),
      side: field.orderSideField,
      outcome: field.outcomeField,
      quantity: field.quantityField,
      limit: field.outcomePriceField,
    }),
  ]),
  causationId: z.string(),
  marketProbability: field.probabilityField.nullable(),
  decidedAtMs: field.timeField,
}) satisfies z.ZodType<Decision>;

const orderSchema = z.strictObject({
  id: field.orderIdField,
  decisionId: field.decisionIdField,
  contestantId: field.contestantIdField,
  marketId: field.marketIdField,
  side: field.orderSideField,
  outcome: field.outcomeField,
  quantity: field.quantityField,
  limit: field.outcomePriceField,
  timeInForce: z.enum(["ioc", "fok"]),
  status: field.orderStatusField,
  filledQuantity: field.quantityField,
  filledNotional: field.usdField,
  createdAtMs: field.timeField,
}) satisfies z.ZodType<Order>;

const fillSchema = z.strictObject({
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

const denialCodes = Object.keys(DENIAL_CODES) as [DenialCode, ...DenialCode[]];

/** The schema of each kind of journal entry, as `canonicalJson` writes it. Unknown fields are refused. */
export const ENTRY_SCHEMAS = {
  contestant_enrolled: z.strictObject({
    kind: z.literal("contestant_enrolled"),
    contestantId: field.contestantIdField,
    name: z.string(),
    strategy: z.string(),
    startingBalance: field.usdField,
  }),
  market_listed: z.strictObject({
    kind: z.literal("market_listed"),
    market: marketSchema,
  }),
  market_phase_changed: z.strictObject({
    kind: z.literal("market_phase_changed"),
    marketId: field.marketIdField,
    phase: field.marketPhaseField,
    resolution: resolutionSchema.nullable(),
  }),
  signal_detected: z.strictObject({
    kind: z.literal("signal_detected"),
    signal: signalSchema,
  }),
  signal_scored: z.strictObject({
    kind: z.literal("signal_scored"),
    score: scoreSchema,
  }),
  decision_made: z.strictObject({
    kind: z.literal("decision_made"),
    decision: decisionSchema,
  }),
  order_denied: z.strictObject({
    kind: z.literal("order_denied"),
    order: orderSchema,
    code: z.enum(denialCodes),
    detail: z.string(),
  }),
  order_submitted: z.strictObject({
    kind: z.literal("order_submitted"),
    order: orderSchema,
  }),
  order_accepted: z.strictObject({
    kind: z.literal("order_accepted"),
    orderId: field.orderIdField,
  }),
  order_rejected: z.strictObject({
    kind: z.literal("order_rejected"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  order_filled: z.strictObject({
    kind: z.literal("order_filled"),
    fill: fillSchema,
  }),
  order_canceled: z.strictObject({
    kind: z.literal("order_canceled"),
    orderId: field.orderIdField,
    reason: z.string(),
  }),
  order_expired: z.strictObject({
    kind: z.literal("order_expired"),
    orderId: field.orderIdField,
  }),
  position_settled: z.strictObject({
    kind: z.literal("position_settled"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    outcome: field.outcomeField,
    quantity: field.quantityField,
    cost: field.usdField,
    payout: field.usdField,
    resolution: resolutionSchema,
  }),
  equity_marked: z.strictObject({
    kind: z.literal("equity_marked"),
    marks: z.array(z.strictObject({
      contestantId: field.contestantIdField,
      cash: field.usdField,
      positionsAtBid: field.usdField,
      equity: field.usdField,
    })),
  }),
} satisfies {
  [Kind in JournalKind]: z.ZodType<EntryOf<Kind>>;
};
