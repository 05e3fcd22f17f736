import { z } from "zod";
import { quantity, usd } from "../domain/money.ts";
import { decimalNumber, DOLLARS, setting, wholeNumber } from "./setting.ts";

/** Limits of every order, and of risk itself. A share is of 1, a multiple of equity. */
export const RISK_SETTINGS = {
  ARENA_QUOTE_AGE_MS_MAX: setting({
    ...wholeNumber(100, 3_600_000),
    fallback: "15000",
    meaning: "Oldest quote that an order may be priced off.",
  }),
  ARENA_DECISION_AGE_MS_MAX: setting({
    ...wholeNumber(100, 3_600_000),
    fallback: "15000",
    meaning:
      "Oldest decision that an order may come from; older ones, as after an outage, are denied.",
  }),
  ARENA_PRICE_BAND_MAX: setting({
    schema: z.string().regex(/^(0\.\d{1,4}|1)$/).transform((text) => usd(text)),
    fallback: "0.2",
    rule: "dollars from 0 to 1, with at most four decimals",
    meaning:
      "How far past the quote a limit may reach: above the ask to buy, below the bid to sell.",
  }),
  ARENA_ORDER_QUANTITY_MAX: setting({
    schema: z.string().regex(/^[1-9]\d{0,8}$/).transform((text) =>
      quantity(text)
    ),
    fallback: "100000",
    rule: "whole contracts from 1 to 999999999",
    meaning: "Largest order by contracts.",
  }),
  ARENA_DEPTH_SHARE_MAX: setting({
    ...decimalNumber(0.01, 10_000),
    fallback: "500",
    meaning:
      "Largest purchase as a share of the contracts on offer within its limit.",
  }),
  ARENA_ORDER_NOTIONAL_MAX: setting({
    ...DOLLARS,
    fallback: "1000",
    meaning: "Largest order by price times quantity.",
  }),
  ARENA_POSITION_COST_MAX: setting({
    ...DOLLARS,
    fallback: "1000",
    meaning: "Largest position by cost in one market.",
  }),
  ARENA_ACCOUNT_EXPOSURE_MAX: setting({
    ...DOLLARS,
    fallback: "100000",
    meaning: "What one contestant may hold and have open, by cost.",
  }),
  ARENA_INSTRUMENT_EXPOSURE_MAX: setting({
    ...DOLLARS,
    fallback: "100000",
    meaning:
      "What all contestants together may hold and have open in one market, by cost.",
  }),
  ARENA_UNDERLYING_EXPOSURE_MAX: setting({
    ...DOLLARS,
    fallback: "200000",
    meaning:
      "The same on one underlying event, in all its markets on all venues.",
  }),
  ARENA_GLOBAL_EXPOSURE_MAX: setting({
    ...DOLLARS,
    fallback: "1000000",
    meaning: "The same in all markets.",
  }),
  ARENA_LEVERAGE_MAX: setting({
    ...decimalNumber(0.01, 100),
    fallback: "2",
    meaning:
      "What one contestant may hold and have open, by cost, as a multiple of its equity.",
  }),
  ARENA_PERPETUAL_ORDER_NOTIONAL_MAX: setting({
    ...DOLLARS,
    fallback: "50000",
    meaning: "Largest order for a perpetual by price times quantity.",
  }),
  ARENA_PERPETUAL_PRICE_BAND_MAX: setting({
    ...decimalNumber(0.0001, 0.5),
    fallback: "0.01",
    meaning:
      "How far past the quote of a perpetual a limit may reach, as a share of it.",
  }),
  ARENA_ORDERS_PER_SECOND_MAX: setting({
    ...wholeNumber(1, 10_000),
    fallback: "30",
    meaning: "Orders that one contestant may send in any second.",
  }),
  ARENA_ORDERS_PER_MINUTE_MAX: setting({
    ...wholeNumber(1, 10_000),
    fallback: "60",
    meaning: "Orders that one contestant may send in any minute.",
  }),
  ARENA_ORDERS_PER_ROUND_MAX: setting({
    ...wholeNumber(1, 10_000),
    fallback: "50",
    meaning: "Orders that one contestant may send in one round.",
  }),
  ARENA_COOLDOWN_LOSSES: setting({
    ...wholeNumber(1, 10_000),
    fallback: "20",
    meaning:
      "Losing positions in a row after which a contestant may not buy for a while.",
  }),
  ARENA_COOLDOWN_MS: setting({
    ...wholeNumber(0, 86_400_000),
    fallback: "60000",
    meaning: "Milliseconds of that while, since the last of them.",
  }),
  ARENA_DAILY_LOSS_MAX: setting({
    ...decimalNumber(0.001, 1),
    fallback: "0.4",
    meaning:
      "Share of its equity at midnight UTC that a contestant may lose in a day, marks included, before it is halted.",
  }),
  ARENA_DRAWDOWN_MAX: setting({
    ...decimalNumber(0.01, 1),
    fallback: "0.5",
    meaning:
      "Share of its peak equity that a contestant may lose before it is halted.",
  }),
  ARENA_KILL_DEADLINE_MS: setting({
    ...wholeNumber(100, 3_600_000),
    fallback: "5000",
    meaning:
      "Milliseconds after which a kill switch says how many orders are still open.",
  }),
  ARENA_WIND_DOWN_ROUNDS_MAX: setting({
    ...wholeNumber(1, 1_000),
    fallback: "10",
    meaning: "Rounds of sales after which a wind-down ends, whatever is left.",
  }),
  ARENA_WIND_DOWN_INTERVAL_MS: setting({
    ...wholeNumber(100, 3_600_000),
    fallback: "5000",
    meaning: "Milliseconds between two of them.",
  }),
} as const;
