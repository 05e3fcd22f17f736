import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { toNoPrice, type YesPrice, yesPrice } from "../../domain/price.ts";
import type { Quote, TradeTick } from "../../domain/quote.ts";
import type { FrameOf } from "./frame.ts";

/**
 * Returns the quote of a ticker frame received at `atMs` (Unix milliseconds).
 *
 * A bid of 0 and an ask of 1 dollar become `null`: orders rest strictly between them, and Kalshi sends
 * these two, with a size of 0, for a side on which nobody quotes.
 *
 * @throws {SyntaxError} If a price is no decimal number.
 * @throws {RangeError} If a price is outside 0 to 1 dollar.
 */
export function readQuote({ msg }: FrameOf<"ticker">, atMs: number): Quote {
  return {
    marketId: marketId("kalshi", msg.market_ticker),
    yesBid: quoted(yesPrice(msg.yes_bid_dollars)),
    yesAsk: quoted(yesPrice(msg.yes_ask_dollars)),
    occurredAtMs: timeOf(msg, atMs),
  };
}

function quoted(price: YesPrice): YesPrice | null {
  return price === 0n || toNoPrice(price) === 0n ? null : price;
}

/**
 * Returns the trade of a trade frame received at `atMs` (Unix milliseconds).
 *
 * @throws {SyntaxError} If price or count is no decimal number.
 * @throws {RangeError} If the price is outside 0 to 1 dollar, the count negative, or the taker's side not told.
 */
export function readTrade({ msg }: FrameOf<"trade">, atMs: number): TradeTick {
  const takerSide = msg.taker_outcome_side ?? msg.taker_side;
  if (takerSide === undefined) {
    throw new RangeError(
      `Cannot decode trade ${msg.trade_id} as the taker's side must be told: current value is undefined`,
    );
  }
  return {
    marketId: marketId("kalshi", msg.market_ticker),
    tradeId: msg.trade_id,
    yesPrice: yesPrice(msg.yes_price_dollars),
    quantity: quantity(msg.count_fp),
    takerSide,
    occurredAtMs: timeOf(msg, atMs),
  };
}

function timeOf(
  msg: {
    readonly ts_ms?: number | undefined;
    readonly ts?: number | string | undefined;
  },
  atMs: number,
): number {
  if (msg.ts_ms !== undefined) return msg.ts_ms;
  return typeof msg.ts === "number" ? msg.ts * 1_000 : atMs;
}
