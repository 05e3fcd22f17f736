import { z } from "zod";
import {
  conditionId,
  decimalText,
  nameText,
  secondsText,
  tokenId,
  tokenSide,
} from "./field.ts";

/** An order's or a trade's status; newer answers put their kind in front of it. */
const status = z.string().transform((text) =>
  text.replace(/^(ORDER|TRADE)_STATUS_/, "").toUpperCase()
);
const orderStatus = status.pipe(
  z.enum(["LIVE", "MATCHED", "DELAYED", "UNMATCHED", "CANCELED", "INVALID"]),
);
const tradeStatus = status.pipe(z.enum([
  "MATCHED",
  "MATCHED_NOT_BROADCASTED",
  "MINED",
  "CONFIRMED",
  "RETRYING",
  "FAILED",
]));
/** Unix seconds, as a number or as text. */
const seconds = z.union([z.int().min(0), secondsText.transform(Number)]);

/** What comes of sending an order. `unmatched` is a refusal; amounts are empty texts while it rests. */
export const orderAnswerSchema = z.object({
  success: z.boolean(),
  errorMsg: z.string().nullish(),
  orderID: z.string().nullish(),
  status: z.string().nullish(),
});

/** What comes of taking orders back. */
export const cancelAnswerSchema = z.object({
  canceled: z.array(z.string()).nullish(),
  not_canceled: z.record(z.string(), z.string()).nullish(),
});

/** An order of ours, over REST and on the user channel. */
export const ownOrderSchema = z.object({
  id: nameText,
  market: conditionId,
  asset_id: tokenId,
  side: tokenSide,
  original_size: decimalText,
  size_matched: decimalText,
  price: decimalText,
  status: orderStatus,
  order_type: nameText.optional(),
  /** Unix seconds; 0 for one without an end. */
  expiration: seconds.optional(),
  created_at: seconds.optional(),
});

const makerOrder = z.object({
  order_id: nameText,
  matched_amount: decimalText,
  price: decimalText,
  asset_id: tokenId,
  side: tokenSide.optional(),
});

/** A trade of ours. The same one is told again as its status moves; only `CONFIRMED` and `FAILED` are final. */
export const ownTradeSchema = z.object({
  id: nameText,
  taker_order_id: nameText,
  market: conditionId,
  asset_id: tokenId,
  side: tokenSide,
  size: decimalText,
  price: decimalText,
  status: tradeStatus,
  match_time: seconds.optional(),
  /** Older spelling. */
  matchtime: seconds.optional(),
  maker_orders: z.array(makerOrder).default([]),
});

/** A page of orders or trades. */
export const ownRowsSchema = z.object({
  data: z.array(z.unknown()),
  next_cursor: z.string().nullish(),
});

/** What a wallet has, and what it lets each exchange take; whole millionths as texts. */
export const balanceSchema = z.object({
  balance: z.string().regex(/^\d{1,40}$/),
  allowances: z.record(z.string(), z.string().regex(/^\d{1,80}$/)).default({}),
});

/** The id that the next heartbeat has to carry. */
export const heartbeatSchema = z.object({ heartbeat_id: z.string() });

/** A key that the venue gave out. */
export const apiKeySchema = z.object({
  apiKey: nameText,
  secret: nameText,
  passphrase: nameText,
});

/** An event of the user channel, by `event_type`. */
export const USER_FRAME_SCHEMAS = {
  order: ownOrderSchema.extend({ event_type: z.literal("order") }),
  trade: ownTradeSchema.extend({ event_type: z.literal("trade") }),
} as const;

/** An order of ours, as the venue tells it. */
export type OwnOrderRow = z.infer<typeof ownOrderSchema>;
/** A trade of ours, as the venue tells it. */
export type OwnTradeRow = z.infer<typeof ownTradeSchema>;
/** What comes of sending an order. */
export type OrderAnswer = z.infer<typeof orderAnswerSchema>;
