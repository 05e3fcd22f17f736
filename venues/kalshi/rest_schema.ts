import { z } from "zod";
import {
  bookSide,
  contracts,
  instant,
  isComplement,
  isSameSide,
  noDollars,
  outcomeSide,
  ticker,
  venueId,
  yesDollars,
} from "./amount_fields.ts";

/** Where the next page begins; empty on the last one. */
const cursor = z.string().max(10_000).default("");
const text = z.string().max(200_000);
const unixSeconds = z.int().min(0).max(8_640_000_000_000);
/** A multiplier with at most six decimals, in millionths: exact, as fees are. */
const multiplierMicros = z.number().min(0).max(1_000).refine(
  (value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-6,
  "more than six decimals",
).transform((value) => BigInt(Math.round(value * 1e6)));

/** Every status of a market, as rows and filters of status name it. */
export const MARKET_STATUSES = [
  "initialized",
  "active",
  "inactive",
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
] as const;

/** What Kalshi calls the phase that a market is in. */
export type KalshiMarketStatus = typeof MARKET_STATUSES[number];

const priceRange = z.object({
  start: yesDollars,
  end: yesDollars,
  step: yesDollars.refine((step) => step > 0n, "no step above 0"),
}).refine(({ start, end }) => start <= end, "the range ends before it starts")
  .transform(({ start, end, step }) => ({ from: start, to: end, step }));

/** Prices that a market takes, on the YES scale. */
export const priceRangesSchema = z.array(priceRange).min(1);

/**
 * A market as REST lists it.
 *
 * The two prices of a side are one price said twice (`yes_ask = 1 − no_bid`), so a row in which they differ is
 * refused: one of them is on the other scale, or somebody else's.
 */
export const marketSchema = z.object({
  ticker,
  event_ticker: ticker,
  market_type: z.enum(["binary", "scalar"]),
  // The newest schema leaves the title out, which the sub-titles then stand in for.
  title: text.optional(),
  yes_sub_title: text.default(""),
  no_sub_title: text.default(""),
  status: z.enum(MARKET_STATUSES),
  open_time: instant,
  close_time: instant,
  expected_expiration_time: instant.optional(),
  settlement_timer_seconds: z.int().min(0).max(100_000_000).default(0),
  settlement_ts: instant.nullish(),
  result: z.enum(["", "yes", "no", "scalar"]),
  settlement_value_dollars: yesDollars.nullish(),
  yes_bid_dollars: yesDollars,
  yes_ask_dollars: yesDollars,
  no_bid_dollars: noDollars,
  no_ask_dollars: noDollars,
  yes_bid_size_fp: contracts.optional(),
  yes_ask_size_fp: contracts.optional(),
  last_price_dollars: yesDollars,
  volume_fp: contracts,
  volume_24h_fp: contracts,
  open_interest_fp: contracts,
  floor_strike: z.number().nullish(),
  cap_strike: z.number().nullish(),
  strike_type: z.string().max(50).optional(),
  rules_primary: text,
  rules_secondary: text,
  expiration_value: text.optional(),
  price_ranges: priceRangesSchema,
  /** Set on combinations of other markets, which we leave alone. */
  mve_collection_ticker: ticker.optional(),
}).refine(
  (row) =>
    isComplement({ yes: row.yes_ask_dollars, no: row.no_bid_dollars }) &&
    isComplement({ yes: row.yes_bid_dollars, no: row.no_ask_dollars }),
  "YES and NO prices do not add up to a dollar",
);

/** A market row, validated. */
export type KalshiMarket = z.infer<typeof marketSchema>;

/** An event, with its markets where they were asked for. Each market is checked on its own. */
export const eventSchema = z.object({
  event_ticker: ticker,
  series_ticker: ticker,
  title: text,
  sub_title: text.default(""),
  category: z.string().max(200).default(""),
  mutually_exclusive: z.boolean(),
  markets: z.array(z.unknown()).optional(),
});

/** An event row, validated. */
export type KalshiEvent = z.infer<typeof eventSchema>;

/** A series: what its markets have in common. `fee_multiplier` comes out in millionths. */
export const seriesSchema = z.object({
  ticker,
  title: text,
  category: z.string().max(200),
  tags: z.array(z.string().max(200)).nullish().transform((tags) => tags ?? []),
  frequency: z.string().max(100),
  fee_type: z.string().min(1).max(100),
  fee_multiplier: multiplierMicros,
  contract_terms_url: z.string().max(2_000).optional(),
  settlement_sources: z.array(
    z.object({ name: text.default(""), url: text.default("") }),
  ).nullish().transform((sources) => sources ?? []),
});

/** A series row, validated. */
export type KalshiSeries = z.infer<typeof seriesSchema>;

/** A book: bids of both sides, worst first, each on the scale of its own side. */
export const orderbookSchema = z.object({
  yes_dollars: z.array(z.tuple([yesDollars, contracts])).nullish().transform((
    levels,
  ) => levels ?? []),
  no_dollars: z.array(z.tuple([noDollars, contracts])).nullish().transform((
    levels,
  ) => levels ?? []),
});

/** A book, validated. */
export type KalshiOrderbook = z.infer<typeof orderbookSchema>;

/** A printed trade. The taker's side has an old name beside the new ones until Kalshi drops it. */
export const tradeSchema = z.object({
  trade_id: venueId,
  ticker,
  count_fp: contracts,
  yes_price_dollars: yesDollars,
  no_price_dollars: noDollars,
  taker_outcome_side: outcomeSide.optional(),
  taker_book_side: bookSide.optional(),
  taker_side: outcomeSide.optional(),
  created_time: instant,
  is_block_trade: z.boolean().optional(),
}).refine(
  (row) =>
    isComplement({ yes: row.yes_price_dollars, no: row.no_price_dollars }),
  "YES and NO prices do not add up to a dollar",
).transform((row, context) => {
  const takerSide = row.taker_outcome_side ?? row.taker_side;
  if (
    takerSide === undefined || !isSameSide(takerSide, row.taker_book_side)
  ) {
    context.addIssue({
      code: "custom",
      path: ["taker_outcome_side"],
      message: "no side that the taker took, or two",
    });
    return z.NEVER;
  }
  return { ...row, takerSide };
});

/** A trade row, validated. */
export type KalshiTrade = z.infer<typeof tradeSchema>;

const quoteCandle = z.object({
  open_dollars: yesDollars,
  low_dollars: yesDollars,
  high_dollars: yesDollars,
  close_dollars: yesDollars,
}).refine(
  ({ low_dollars: low, high_dollars: high }) => low <= high,
  "the low is above the high",
);

/** One period of a market. `price` is of trades, and has no values in a period without any. */
export const candleSchema = z.object({
  end_period_ts: unixSeconds,
  yes_bid: quoteCandle,
  yes_ask: quoteCandle,
  price: z.object({
    open_dollars: yesDollars.nullish(),
    low_dollars: yesDollars.nullish(),
    high_dollars: yesDollars.nullish(),
    close_dollars: yesDollars.nullish(),
    mean_dollars: yesDollars.nullish(),
  }).nullish(),
  volume_fp: contracts,
  open_interest_fp: contracts,
});

/** A candle, validated. */
export type KalshiCandle = z.infer<typeof candleSchema>;

/** Whether the exchange is up, and whether it trades. */
export const exchangeStatusSchema = z.object({
  exchange_active: z.boolean(),
  trading_active: z.boolean(),
  exchange_estimated_resume_time: instant.nullish(),
});

/** The exchange's status, validated. */
export type KalshiExchangeStatus = z.infer<typeof exchangeStatusSchema>;

/** Answers around the rows. Rows are checked one by one, so that a bad one does not hide the others. */
export const ENVELOPES = {
  markets: z.object({ markets: z.array(z.unknown()), cursor }),
  market: z.object({ market: z.unknown() }),
  events: z.object({ events: z.array(z.unknown()), cursor }),
  event: z.object({
    event: z.unknown(),
    markets: z.array(z.unknown()).nullish(),
  }),
  seriesList: z.object({ series: z.array(z.unknown()).nullish() }),
  series: z.object({ series: seriesSchema }),
  orderbook: z.object({ orderbook_fp: orderbookSchema }),
  trades: z.object({ trades: z.array(z.unknown()), cursor }),
  candles: z.object({ ticker, candlesticks: z.array(z.unknown()) }),
} as const;
