import { z } from "zod";

/**
 * The part of dflow's metadata protocol that we use, REST and WebSocket.
 *
 * Strict about every field that we read, silent about all others: additions pass, a changed field is
 * rejected at this edge and nothing is guessed.
 *
 * @module
 */

/** Levels of one side of a book. */
export const LEVELS_MAX = 1_000;
/** Contracts of one level, or of one trade. */
export const CONTRACTS_MAX = 1_000_000_000;
/** A ticker is part of our market id: printable ASCII without spaces, 1 to 120 characters. */
export const TICKER_PATTERN = /^[\x21-\x7e]{1,120}$/;
/** Dollars from 0 to 1 as text, up to six decimals. */
export const DOLLARS_PATTERN = /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/;

const tickerField = z.string().regex(
  TICKER_PATTERN,
  "must be 1 to 120 printable ASCII characters without spaces",
);
const dollarsField = z.string().regex(
  DOLLARS_PATTERN,
  "must be a text of dollars from 0 to 1",
);
/** Whole or fractional contracts. */
const contractsField = z.number().min(0).max(CONTRACTS_MAX);
/** Unix milliseconds between 2001 and 2100, so that seconds never pass for milliseconds. */
const millisecondsField = z.int().min(1_000_000_000_000).max(4_102_444_800_000);
/** Unix seconds between 2001 and 2100. */
const secondsField = z.int().min(1_000_000_000).max(4_102_444_800);

/** One side of a book: bid price in dollars to contracts. */
const levelsField = z.record(dollarsField, contractsField).refine(
  (levels) => Object.keys(levels).length <= LEVELS_MAX,
  `must hold at most ${LEVELS_MAX} levels`,
);

const pricesFrameSchema = z.object({
  channel: z.literal("prices"),
  type: z.literal("ticker"),
  market_ticker: tickerField,
  yes_bid: dollarsField.nullable(),
  yes_ask: dollarsField.nullable(),
  no_bid: dollarsField.nullable(),
  no_ask: dollarsField.nullable(),
});

const tradesFrameSchema = z.object({
  channel: z.literal("trades"),
  type: z.literal("trade"),
  market_ticker: tickerField,
  trade_id: z.string().min(1).max(120),
  count: contractsField.positive(),
  yes_price_dollars: dollarsField,
  no_price_dollars: dollarsField,
  taker_side: z.enum(["yes", "no"]),
  created_time: millisecondsField,
});

const orderbookFrameSchema = z.object({
  channel: z.literal("orderbook"),
  type: z.literal("orderbook"),
  market_ticker: tickerField,
  yes_bids: levelsField,
  no_bids: levelsField,
});

/** Everything that the socket sends. */
export const frameSchema = z.discriminatedUnion("channel", [
  pricesFrameSchema,
  tradesFrameSchema,
  orderbookFrameSchema,
]);

/** What the socket takes. */
export const subscribeSchema = z.union([
  z.object({
    type: z.enum(["subscribe", "unsubscribe"]),
    channel: z.enum(["prices", "trades", "orderbook"]),
    all: z.literal(true),
  }),
  z.object({
    type: z.enum(["subscribe", "unsubscribe"]),
    channel: z.enum(["prices", "trades", "orderbook"]),
    tickers: z.array(tickerField).max(10_000),
  }),
]);

/** Where a market is at dflow; `decodeMarket` says which phase that is. */
export const marketStatusField = z.enum([
  "initialized",
  "active",
  "inactive",
  "closed",
  "determined",
  "finalized",
]);

/** Tells how fine a market's prices are and nothing else, so one that does not decode is as good as none. */
const listedPriceField = dollarsField.nullable().catch(null);

/** A market of the REST API. */
export const marketSchema = z.object({
  ticker: tickerField,
  eventTicker: tickerField,
  title: z.string(),
  rulesPrimary: z.string().catch(""),
  openTime: secondsField,
  closeTime: secondsField,
  status: marketStatusField,
  result: z.enum(["", "yes", "no", "scalar"]),
  yesBid: listedPriceField,
  yesAsk: listedPriceField,
  noBid: listedPriceField,
  noAsk: listedPriceField,
  /** Keyed by the address of the settlement mint. */
  accounts: z.record(
    z.string(),
    z.object({
      scalarOutcomePct: z.int().min(0).max(10_000).nullish(),
    }),
  ).default({}),
});

/** A page of `GET /markets` and the answer to `POST /markets/batch`; each market is parsed on its own. */
export const marketPageSchema = z.object({
  markets: z.array(z.unknown()).max(1_000),
  cursor: z.int().min(0).nullish(),
});

/** The answer to `GET /orderbook/:ticker`: both sides of one book. */
export const orderbookSchema = z.object({
  yes_bids: levelsField,
  no_bids: levelsField,
});

export type DflowFrame = z.infer<typeof frameSchema>;
export type PricesFrame = z.infer<typeof pricesFrameSchema>;
export type TradesFrame = z.infer<typeof tradesFrameSchema>;
export type OrderbookFrame = z.infer<typeof orderbookFrameSchema>;
export type DflowChannel = DflowFrame["channel"];
export type DflowMarket = z.infer<typeof marketSchema>;
export type DflowMarketStatus = z.infer<typeof marketStatusField>;
export type DflowOrderbook = z.infer<typeof orderbookSchema>;
export type SubscribeRequest = z.infer<typeof subscribeSchema>;
