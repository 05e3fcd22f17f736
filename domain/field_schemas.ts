import { DFLOW_TIERS } from "./dflow_tier.ts";
import { z } from "zod";
import {
  contestantId,
  decisionId,
  fillId,
  modelId,
  orderId,
  parseMarketId,
  seasonId,
  signalId,
} from "./ids.ts";
import { MARKET_PHASES } from "./market.ts";
import type { MarketFees } from "./market_fees.ts";
import { parseMicros } from "./decimal.ts";
import { MICROS, quantity, usd } from "./money.ts";
import { ORDER_STATUSES } from "./order.ts";
import { perpetualPrice, perpetualSize } from "./perpetual.ts";
import { POLYMARKET_CATEGORIES } from "./polymarket_category.ts";
import { noPrice, type PriceRange, yesPrice } from "./price.ts";
import type { SignalType } from "./signal.ts";

/** Makes a schema of text out of a parser that throws: its error becomes the issue. */
function parsed<Value>(parse: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: error instanceof Error ? error.message : String(error),
      });
      return z.NEVER;
    }
  });
}

/** Schemas of single fields as `canonicalJson` writes them: amounts are decimal strings. */
export const usdField = parsed(usd);
export const quantityField = parsed(quantity);
export const yesPriceField = parsed(yesPrice);
export const priceRangesField = z.array(
  z.strictObject({
    from: yesPriceField,
    to: yesPriceField,
    step: yesPriceField.refine((step) => step > 0n, "must be above 0"),
  }),
).min(1).readonly() satisfies z.ZodType<readonly PriceRange[]>;
/** A price of a perpetual, above 0. */
export const perpetualPriceField = parsed(perpetualPrice);
/** Millionths as a decimal text, of either sign. */
export const microsField = parsed(parseMicros);
const noPriceField = parsed(noPrice);
export const contestantIdField = parsed(contestantId);
export const marketIdField = parsed(parseMarketId);
export const decisionIdField = parsed(decisionId);
export const orderIdField = parsed(orderId);
export const fillIdField = parsed(fillId);
export const signalIdField = parsed(signalId);
export const modelIdField = parsed(modelId);
export const seasonIdField = parsed(seasonId);
/** Unix milliseconds, whole. */
export const timeField = z.int();
/** A probability, 0 to 1. */
export const probabilityField = z.number().min(0).max(1);
export const outcomeField = z.enum(["yes", "no"]);
/** Coins, below 0 for short. */
export const perpetualSizeField = parsed(perpetualSize);
/** Millionths as a decimal text, 0 or more. */
export const shareField = parsed(parseMicros)
  .refine((micros) => micros >= 0n, "must be 0 or more");
export const marketFeesField = z.discriminatedUnion("schedule", [
  z.strictObject({
    schedule: z.enum(["kalshi_quadratic", "kalshi_quadratic_with_maker_fees"]),
    multiplierMicros: shareField,
  }),
  z.strictObject({
    schedule: z.literal("polymarket_rate"),
    rateMicros: shareField,
    exponent: z.literal([1, 2]),
  }),
  z.strictObject({
    schedule: z.literal("polymarket_category"),
    category: z.enum(POLYMARKET_CATEGORIES),
  }),
  z.strictObject({
    schedule: z.literal("dflow_tier"),
    tier: z.enum(DFLOW_TIERS),
  }),
  z.strictObject({
    schedule: z.literal("predict"),
    rateMicros: shareField.refine(
      (micros) => micros <= MICROS,
      "must be at most 1",
    ),
  }),
]) satisfies z.ZodType<MarketFees>;
export const orderSideField = z.enum(["buy", "sell"]);
export const orderStatusField = z.enum(ORDER_STATUSES);
export const liquidityField = z.enum(["taker", "maker"]);
export const marketPhaseField = z.enum(MARKET_PHASES);
export const verdictField = z.enum(["hit", "miss", "flat"]);

/** The fields of each signal's `data`, which is the same in the journal as on the wire. */
export const SIGNAL_DATA_FIELDS = {
  price_swing: {
    previousPrice: z.number(),
    currentPrice: z.number(),
    changePercent: z.number(),
  },
  volume_spike: {
    tradeId: z.string(),
    volume: z.number(),
    averageVolume: z.number(),
    multiplier: z.number(),
    takerSide: outcomeField,
  },
  orderbook_imbalance: {
    yesBidDepth: z.number(),
    noBidDepth: z.number(),
    ratio: z.number(),
    direction: z.enum(["yes_heavy", "no_heavy"]),
  },
} as const satisfies Record<SignalType, z.ZodRawShape>;

export const outcomePriceField = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("yes"), price: yesPriceField }),
  z.strictObject({ outcome: z.literal("no"), price: noPriceField }),
]);
