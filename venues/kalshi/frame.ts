import { z } from "zod";
import { countText, priceText, signedCountText } from "./amount_fields.ts";

const ticker = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const sequenced = { sid: z.int().optional(), seq: z.int().optional() };
/** `[price in dollars, contracts]`; levels of one side, all of them bids. */
const levels = z.array(z.tuple([priceText, countText]));
const side = z.enum(["yes", "no"]);
const timeMs = z.int().optional();
/** Unix seconds on old frames, RFC 3339 on newer ones. */
const time = z.union([z.number(), z.string()]).optional();

/**
 * Every frame that the Kalshi WebSocket sends on the channels that we read, by `type`.
 *
 * Fields that we do not read are dropped: Kalshi adds some every few weeks. A missing or renamed field
 * that we do read is a rejected frame, never a guess.
 */
export const FRAME_SCHEMAS = {
  orderbook_snapshot: z.object({
    type: z.literal("orderbook_snapshot"),
    ...sequenced,
    msg: z.object({
      market_ticker: ticker,
      // An empty side's key is absent.
      yes_dollars_fp: levels.optional(),
      no_dollars_fp: levels.optional(),
    }),
  }),
  orderbook_delta: z.object({
    type: z.literal("orderbook_delta"),
    ...sequenced,
    msg: z.object({
      market_ticker: ticker,
      price_dollars: priceText,
      delta_fp: signedCountText,
      side,
      ts_ms: timeMs,
    }),
  }),
  ticker: z.object({
    type: z.literal("ticker"),
    ...sequenced,
    msg: z.object({
      market_ticker: ticker,
      yes_bid_dollars: priceText,
      yes_ask_dollars: priceText,
      ts_ms: timeMs,
      ts: time,
    }),
  }),
  trade: z.object({
    type: z.literal("trade"),
    ...sequenced,
    msg: z.object({
      trade_id: z.string().min(1).max(200),
      market_ticker: ticker,
      yes_price_dollars: priceText,
      no_price_dollars: priceText.optional(),
      count_fp: countText,
      // The newer name first; frames of the change-over carry both.
      taker_outcome_side: side.optional(),
      taker_side: side.optional(),
      taker_book_side: z.enum(["bid", "ask"]).optional(),
      /** Agreed on outside the book: no print of it. */
      is_block_trade: z.boolean().optional(),
      ts_ms: timeMs,
      ts: time,
    }),
  }),
  market_lifecycle_v2: z.object({
    type: z.literal("market_lifecycle_v2"),
    ...sequenced,
    msg: z.object({
      market_ticker: ticker,
      event_type: z.string(),
      result: z.string().optional(),
      settlement_value: priceText.optional(),
      determination_ts: z.number().optional(),
      settled_ts: z.number().optional(),
    }),
  }),
  subscribed: z.object({
    type: z.literal("subscribed"),
    msg: z.object({ channel: z.string(), sid: z.int() }),
  }),
  unsubscribed: z.object({ type: z.literal("unsubscribed"), ...sequenced }),
  ok: z.object({ type: z.literal("ok"), ...sequenced }),
  error: z.object({
    type: z.literal("error"),
    msg: z.object({ code: z.int(), msg: z.string() }),
  }),
} as const;

/** The names of the frames that we read. */
export type KalshiFrameType = keyof typeof FRAME_SCHEMAS;

/** A frame of one type, validated. */
export type FrameOf<Type extends KalshiFrameType> = z.infer<
  typeof FRAME_SCHEMAS[Type]
>;

/** Any validated frame. */
export type KalshiFrame = {
  [Type in KalshiFrameType]: FrameOf<Type>;
}[KalshiFrameType];

/** Whether `type` names a frame that we read. */
export function isKalshiFrameType(type: string): type is KalshiFrameType {
  return Object.hasOwn(FRAME_SCHEMAS, type);
}
