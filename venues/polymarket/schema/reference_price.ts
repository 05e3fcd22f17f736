import { z } from "zod";

const price = z.number().positive();
const time = z.int().min(0);
/** Decimal digits: a whole number × 10¹⁸ on the older socket, a plain decimal on the newer one. */
const digits = z.string().regex(/^\d{1,40}(\.\d{1,40})?$/);
const symbol = z.string().min(1).max(40);

const print = z.object({
  timestamp: time,
  value: price,
  full_accuracy_value: digits.optional(),
});

/** A print of the older socket's Chainlink topic, or of its 60 s TWAP. */
export const rtdsPrintSchema = z.object({
  topic: z.enum(["crypto_prices_chainlink", "crypto_prices_twap_sixty"]),
  type: z.literal("update"),
  timestamp: time,
  payload: print.extend({ symbol }),
});

/** What the older socket sends first: the prints of the last minutes. */
export const rtdsHistorySchema = z.object({
  topic: z.literal("crypto_prices"),
  type: z.string(),
  timestamp: time,
  payload: z.object({ symbol, data: z.array(print) }),
});

const channel = z.enum(["price.crypto", "price.crypto.twap"]);
const printed = z.object({
  symbol,
  source: z.string().optional(),
  window_seconds: z.int().positive().optional(),
});

/** A print of PolyBolt. */
export const polyboltPrintSchema = z.object({
  channel,
  seq: z.int(),
  ts: time,
  snapshot: z.literal(false).optional(),
  payload: printed.extend(print.shape),
});

/** What PolyBolt sends first on a subscription: the prints of the last two minutes, maybe none. */
export const polyboltHistorySchema = z.object({
  channel,
  seq: z.int(),
  ts: time,
  snapshot: z.literal(true),
  payload: printed.extend({ data: z.array(print) }),
});

/** PolyBolt's answers to what we ask of it. */
export const polyboltAnswerSchema = z.object({
  op: z.enum(["authed", "subscribed", "unsubscribed", "pong", "error"]),
  rid: z.string().optional(),
  channel: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

/** One print, as either socket has it. */
export type ReferencePrint = z.infer<typeof print>;
