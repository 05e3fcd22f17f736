import { z } from "zod";
import {
  bookSide,
  contracts,
  dollars,
  instant,
  isComplement,
  isSameSide,
  noDollars,
  outcomeSide,
  signedContracts,
  ticker,
  venueId,
  yesDollars,
} from "./amount_fields.ts";

const cursor = z.string().max(10_000).default("");
/** Our own id of an order, as we gave it; orders that were placed by hand have none. */
const clientOrderId = z.string().max(200).default("");
const unixMs = z.int().min(0).max(8_640_000_000_000_000);

/** What the venue answers to a new order. `average_*` are there only where something filled. */
export const createdOrderSchema = z.object({
  order_id: venueId,
  client_order_id: clientOrderId,
  fill_count: contracts,
  remaining_count: contracts,
  average_fill_price: yesDollars.optional(),
  average_fee_paid: dollars.optional(),
  ts_ms: unixMs.optional(),
});

/** The answer to a new order, validated. It is no fill: fills are read from their own records. */
export type KalshiCreatedOrder = z.infer<typeof createdOrderSchema>;

/** What the venue answers to a cancel. */
export const canceledOrderSchema = z.object({
  order_id: venueId,
  client_order_id: clientOrderId,
  reduced_by: contracts,
});

/** An order of ours as the venue has it. */
export const orderSchema = z.object({
  order_id: venueId,
  client_order_id: clientOrderId,
  ticker,
  outcome_side: outcomeSide,
  book_side: bookSide.optional(),
  status: z.enum(["resting", "canceled", "executed"]),
  yes_price_dollars: yesDollars,
  no_price_dollars: noDollars,
  initial_count_fp: contracts,
  fill_count_fp: contracts,
  remaining_count_fp: contracts,
  created_time: instant.nullish(),
  expiration_time: instant.nullish(),
}).refine(
  (row) =>
    isComplement({ yes: row.yes_price_dollars, no: row.no_price_dollars }),
  "YES and NO prices do not add up to a dollar",
).refine(
  (row) => isSameSide(row.outcome_side, row.book_side),
  "outcome_side and book_side name two sides",
);

/** An order row, validated. */
export type KalshiOrder = z.infer<typeof orderSchema>;

/**
 * A fill of ours: the only thing that is one. `fee_cost` is the whole fee of this fill.
 *
 * `outcome_side` is the side that the fill bought: selling YES is buying NO.
 */
export const fillSchema = z.object({
  fill_id: venueId,
  trade_id: venueId,
  order_id: venueId,
  ticker,
  outcome_side: outcomeSide,
  book_side: bookSide.optional(),
  count_fp: contracts.refine((count) => count > 0n, "no contracts"),
  yes_price_dollars: yesDollars,
  no_price_dollars: noDollars,
  fee_cost: dollars,
  is_taker: z.boolean(),
  created_time: instant,
}).refine(
  (row) =>
    isComplement({ yes: row.yes_price_dollars, no: row.no_price_dollars }),
  "YES and NO prices do not add up to a dollar",
).refine(
  (row) => isSameSide(row.outcome_side, row.book_side),
  "outcome_side and book_side name two sides",
);

/** A fill row, validated. */
export type KalshiFill = z.infer<typeof fillSchema>;

/** What we hold in a market: YES where `position_fp` is above 0, NO where it is below. */
export const positionSchema = z.object({
  ticker,
  position_fp: signedContracts,
  market_exposure_dollars: dollars,
  realized_pnl_dollars: dollars,
  fees_paid_dollars: dollars,
});

/** A position row, validated. */
export type KalshiPosition = z.infer<typeof positionSchema>;

/** Our cash. The dollars are exact; the cents beside them are rounded and not read. */
export const balanceSchema = z.object({
  balance_dollars: dollars,
  updated_ts: z.int().optional(),
});

/** What a market paid us. `revenue` is in whole cents, `value` in cents per YES contract. */
export const settlementSchema = z.object({
  ticker,
  event_ticker: ticker.optional(),
  market_result: z.enum(["yes", "no", "scalar", "void"]),
  yes_count_fp: contracts,
  yes_total_cost_dollars: dollars,
  no_count_fp: contracts,
  no_total_cost_dollars: dollars,
  revenue: z.int(),
  fee_cost: dollars,
  settled_time: instant,
  value: z.number().min(0).max(100).nullish(),
});

/** A settlement row, validated. */
export type KalshiSettlement = z.infer<typeof settlementSchema>;

/** What an error answer says, in either of its two forms. */
export const errorSchema = z.union([
  z.object({
    error: z.object({
      code: z.string().max(200),
      message: z.string().max(5_000).default(""),
    }),
  }).transform(({ error }) => error),
  z.object({ error: z.string().max(5_000) }).transform(({ error }) => ({
    code: error,
    message: error,
  })),
  z.object({
    code: z.string().max(200),
    message: z.string().max(5_000).default(""),
  }),
]);

/** Up to when the account's own rows are complete. */
export const userTimestampSchema = z.object({ as_of_time: instant });

/** Answers around the rows. One row that does not match fails the answer: of our own account, nothing is left out. */
export const PORTFOLIO_ENVELOPES = {
  orders: z.object({ orders: z.array(orderSchema), cursor }),
  order: z.object({ order: orderSchema }),
  fills: z.object({ fills: z.array(fillSchema), cursor }),
  positions: z.object({ market_positions: z.array(positionSchema), cursor }),
  settlements: z.object({ settlements: z.array(settlementSchema), cursor }),
} as const;
