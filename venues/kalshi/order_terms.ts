import { z } from "zod";
import type { Outcome } from "../../domain/market.ts";
import type { Quantity } from "../../domain/money.ts";
import type { Order, OrderSide, OrderTerms } from "../../domain/order.ts";
import {
  onScaleOf,
  type OutcomePrice,
  type YesPrice,
  yesScale,
} from "../../domain/price.ts";
import { bookSide, ticker } from "./amount_fields.ts";
import { clientOrderIdOf } from "./client_order_id.ts";
import { tickerOf } from "./ticker_of.ts";

/** A side of Kalshi's only book, which is of YES: a bid buys YES, an ask sells it or buys NO, which is the same. */
export type KalshiBookSide = z.infer<typeof bookSide>;

/** A new order as Kalshi takes it. Prices are of YES, always. */
const newOrderSchema = z.object({
  ticker,
  client_order_id: z.string(),
  side: bookSide,
  count: z.string(),
  price: z.string(),
  time_in_force: z.enum([
    "fill_or_kill",
    "good_till_canceled",
    "immediate_or_cancel",
  ]),
  self_trade_prevention_type: z.literal("taker_at_cross"),
  post_only: z.boolean(),
  reduce_only: z.boolean(),
  /** Unix seconds. */
  expiration_time: z.int().optional(),
});

/** A new order as Kalshi takes it. */
export type KalshiNewOrder = z.infer<typeof newOrderSchema>;

const PRICE_DECIMALS = 4;
const COUNT_DECIMALS = 2;
const TIME_IN_FORCE = {
  gtc: "good_till_canceled",
  gtd: "good_till_canceled",
  ioc: "immediate_or_cancel",
  fok: "fill_or_kill",
} as const satisfies Record<OrderTerms["timeInForce"], string>;

/** Returns the side of the YES book that buys or sells an outcome. Its own inverse is `outcomeOn`. */
export function bookSideOf(side: OrderSide, outcome: Outcome): KalshiBookSide {
  return (side === "buy") === (outcome === "yes") ? "bid" : "ask";
}

/** Returns the YES price at which the book takes a limit: a NO limit at `p` rests at `1 − p`. */
export function bookPriceOf(limit: OutcomePrice): YesPrice {
  return yesScale(limit);
}

/** Returns a YES price of the book on the scale of the outcome that an order is about. */
export function priceOn(outcome: Outcome, price: YesPrice): OutcomePrice {
  return onScaleOf(outcome, price);
}

/**
 * Returns the request that places `order`.
 *
 * @throws {RangeError} If price or size is finer than Kalshi takes, or the market another venue's.
 */
export function newOrderOf(order: Order): KalshiNewOrder {
  const { side, outcome, quantity, timeInForce, expiresAtMs } = order;
  if (order.limit.outcome !== outcome) {
    throw new RangeError(
      `Cannot place ${order.id} as its limit must be on the scale of ${outcome}: current value is ${order.limit.outcome}`,
    );
  }
  const isImmediate = timeInForce === "ioc" || timeInForce === "fok";
  return {
    ticker: tickerOf(order.marketId),
    client_order_id: clientOrderIdOf(order.id),
    side: bookSideOf(side, outcome),
    count: printFixed(quantity, COUNT_DECIMALS),
    price: printFixed(bookPriceOf(order.limit), PRICE_DECIMALS),
    time_in_force: TIME_IN_FORCE[timeInForce],
    self_trade_prevention_type: "taker_at_cross",
    post_only: order.postOnly,
    // Without it a sale of more than is held would open the other side.
    reduce_only: isImmediate && side === "sell",
    ...(timeInForce === "gtd" && expiresAtMs !== null
      ? { expiration_time: Math.ceil(expiresAtMs / 1_000) }
      : {}),
  };
}

/** Returns millionths as text with so many decimals. @throws {RangeError} If it takes more. */
function printFixed(micros: Quantity | YesPrice, decimals: number): string {
  const step = 10n ** BigInt(6 - decimals);
  if (micros % step !== 0n) {
    throw new RangeError(
      `Cannot place an order as Kalshi takes ${decimals} decimals: current value is ${micros} millionths`,
    );
  }
  const digits = (micros / step).toString().padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
