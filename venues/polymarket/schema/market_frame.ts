import { z } from "zod";
import {
  conditionId,
  decimalText,
  hashText,
  millisText,
  nameText,
  optionalDecimalText,
  tokenId,
  tokenSide,
} from "./field.ts";

const level = z.object({ price: decimalText, size: decimalText });
const levels = z.array(level);
const tick = z.union([decimalText, z.number().positive().transform(String)]);

/** A token's whole book. Levels come in any order: bids were ascending, asks descending in what was captured. */
export const bookSchema = z.object({
  market: conditionId,
  asset_id: tokenId,
  timestamp: millisText,
  hash: hashText,
  bids: levels,
  asks: levels,
  // Only in answers of REST, and on newer sockets.
  min_order_size: decimalText.optional(),
  tick_size: decimalText.optional(),
  neg_risk: z.boolean().optional(),
  last_trade_price: optionalDecimalText.optional(),
});

const change = z.object({
  asset_id: tokenId,
  price: decimalText,
  // What there is at that level now; 0 takes it away.
  size: decimalText,
  side: tokenSide,
  hash: hashText.optional(),
  best_bid: optionalDecimalText.optional(),
  best_ask: optionalDecimalText.optional(),
});

/**
 * Every frame of the market channel that we read, by `event_type`.
 *
 * Fields that we do not read are dropped. A missing or renamed field that we do read is a rejected frame,
 * never a guess.
 */
export const MARKET_FRAME_SCHEMAS = {
  book: bookSchema.extend({ event_type: z.literal("book") }),
  price_change: z.object({
    event_type: z.literal("price_change"),
    market: conditionId,
    timestamp: millisText,
    price_changes: z.array(change).min(1),
  }),
  last_trade_price: z.object({
    event_type: z.literal("last_trade_price"),
    market: conditionId,
    asset_id: tokenId,
    price: decimalText,
    size: decimalText,
    side: tokenSide,
    timestamp: millisText,
    transaction_hash: nameText.optional(),
  }),
  tick_size_change: z.object({
    event_type: z.literal("tick_size_change"),
    market: conditionId,
    asset_id: tokenId,
    old_tick_size: tick,
    new_tick_size: tick,
    timestamp: millisText,
  }),
  best_bid_ask: z.object({
    event_type: z.literal("best_bid_ask"),
    market: conditionId,
    asset_id: tokenId,
    best_bid: optionalDecimalText,
    best_ask: optionalDecimalText,
    timestamp: millisText,
  }),
  new_market: z.object({
    event_type: z.literal("new_market"),
    market: conditionId,
    slug: nameText,
    assets_ids: z.array(tokenId),
    outcomes: z.array(z.string()),
    timestamp: millisText,
  }),
  market_resolved: z.object({
    event_type: z.literal("market_resolved"),
    market: conditionId,
    assets_ids: z.array(tokenId).optional(),
    winning_asset_id: tokenId,
    winning_outcome: z.string(),
    timestamp: millisText,
  }),
} as const;

/** The names of the frames that we read. */
export type MarketFrameType = keyof typeof MARKET_FRAME_SCHEMAS;

/** A frame of one type, validated. */
export type MarketFrameOf<Type extends MarketFrameType> = z.infer<
  typeof MARKET_FRAME_SCHEMAS[Type]
>;

/** Any validated frame of the market channel. */
export type MarketFrame = {
  [Type in MarketFrameType]: MarketFrameOf<Type>;
}[MarketFrameType];

/** A token's whole book, from a frame or an answer. */
export type TokenBook = z.infer<typeof bookSchema>;
/** One changed level of one token. */
export type PriceChangeEntry = z.infer<typeof change>;

/** Whether `type` names a frame that we read. */
export function isMarketFrameType(type: string): type is MarketFrameType {
  return Object.hasOwn(MARKET_FRAME_SCHEMAS, type);
}
