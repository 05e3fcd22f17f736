import { z } from "zod";
import { conditionId, tokenId, tokenSide } from "./field.ts";

const paging = z.object({ next_cursor: z.string().nullish() }).nullish();
const amount = z.number().min(0);

/** A position of a wallet; amounts are doubles. */
const positionSchema = z.object({
  condition_id: conditionId,
  token_id: tokenId,
  /** Shares. */
  size: amount,
  redeemable: z.boolean().optional(),
});

/** A printed trade. */
const tradeSchema = z.object({
  condition_id: conditionId,
  token_id: tokenId,
  side: tokenSide,
  price: z.number().min(0).max(1),
  size: amount,
  /** Unix seconds. */
  timestamp: z.int().min(0),
  transaction_hash: z.string().min(1),
});

/** How a condition resolved. Payouts are micro-dollars per share, first outcome first. */
const resolutionSchema = z.object({
  condition_id: conditionId,
  status: z.string(),
  payouts: z.array(z.int().min(0)).nullish(),
  resolved_at: z.string().nullish(),
  was_disputed: z.boolean().optional(),
});

/** Every answer has its rows in `data`, `null` where there is nothing. */
export const positionsSchema = z.object({
  data: z.array(positionSchema).nullable(),
  pagination: paging,
});
export const tradesSchema = z.object({
  data: z.array(tradeSchema).nullable(),
  pagination: paging,
});
export const resolutionsSchema = z.object({
  data: z.array(resolutionSchema).nullable(),
});
/** Prices of one token: Unix seconds and dollars. */
export const priceHistorySchema = z.object({
  history: z.array(
    z.object({ t: z.int().min(0), p: z.number().min(0).max(1) }),
  ),
});

/** A position of a wallet. */
export type HeldPosition = z.infer<typeof positionSchema>;
/** A printed trade. */
export type PrintedTrade = z.infer<typeof tradeSchema>;
/** How a condition resolved. */
export type ReportedResolution = z.infer<typeof resolutionSchema>;
