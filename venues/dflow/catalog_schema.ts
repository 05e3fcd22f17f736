import { z } from "zod";
import { quantity, ZERO_QUANTITY } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { candleSchema } from "../kalshi/rest_schema.ts";

/**
 * What the catalog reads of dflow's metadata API beyond prices and phases. Each market is decoded on its own.
 *
 * @module
 */

const dollarsField = z.string().regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/);
const cursorField = z.union([z.int(), z.string()]).nullish();

/** The parts of a market that only people read. */
export const describedMarketSchema = z.object({
  eventTicker: z.string(),
  rulesPrimary: z.string().nullish(),
  rulesSecondary: z.string().nullish(),
  yesBid: dollarsField.nullish().catch(null),
  yesAsk: dollarsField.nullish().catch(null),
  volumeFp: z.string().regex(/^\d{1,12}(?:\.\d{1,6})?$/).transform(quantity)
    .nullish().catch(null).transform((volume) => volume ?? ZERO_QUANTITY),
});

/** A page of events with their markets. */
export const eventPageSchema = z.object({
  events: z.array(z.object({
    ticker: z.string(),
    markets: z.array(z.unknown()).nullish(),
  })).max(1_000),
  cursor: cursorField,
});

/** One event. */
export const eventSchema = z.object({
  ticker: z.string(),
  seriesTicker: z.string(),
  settlementSources: z.array(
    z.object({ name: z.string().nullish(), url: z.string().nullish() }),
  ).nullish(),
});

const seriesField = z.object({
  ticker: z.string(),
  category: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

/** One series, bare or in an envelope. */
export const oneSeriesSchema = z.union([
  seriesField,
  z.object({ series: seriesField }).transform(({ series }) => series),
]);

/** The series of a category or tag. */
export const seriesListSchema = z.object({
  series: z.array(seriesField).max(10_000),
});

/** A page of trades; the integer prices are left alone, as their scale is told in two ways. */
export const tradePageSchema = z.object({
  trades: z.array(z.object({
    tradeId: z.string().min(1).max(120),
    count: z.number().positive(),
    yesPriceDollars: dollarsField.transform(yesPrice),
    noPriceDollars: dollarsField.transform(noPrice),
    takerSide: z.enum(["yes", "no"]),
    /** Unix seconds. */
    createdTime: z.int().min(1_000_000_000).max(4_102_444_800),
  })).max(1_000),
});

/** Candles, relayed from Kalshi. */
export const candlesSchema = z.object({
  candlesticks: z.array(candleSchema).max(5_000),
});
