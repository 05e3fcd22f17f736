import { marketId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import { quantity } from "../../domain/money.ts";
import {
  noPrice,
  toNoPrice,
  type YesPrice,
  yesPrice,
} from "../../domain/price.ts";
import type { Quote, TradeTick } from "../../domain/quote.ts";
import { isSameSide } from "./amount_fields.ts";
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
 * @throws {RangeError} If the price is outside 0 to 1 dollar, the count negative, the taker's side not told or
 * told twice, or YES and NO price do not add up to a dollar: then one of them is on the wrong scale.
 */
export function readTrade({ msg }: FrameOf<"trade">, atMs: number): TradeTick {
  return {
    marketId: marketId("kalshi", msg.market_ticker),
    tradeId: msg.trade_id,
    yesPrice: checkedPrice(msg),
    quantity: quantity(msg.count_fp),
    takerSide: takerSideOf(msg),
    occurredAtMs: timeOf(msg, atMs),
  };
}

type TradeMessage = FrameOf<"trade">["msg"];

function checkedPrice(msg: TradeMessage): YesPrice {
  const price = yesPrice(msg.yes_price_dollars);
  const other = msg.no_price_dollars;
  if (other !== undefined && noPrice(other) !== toNoPrice(price)) {
    throw new RangeError(
      `Cannot decode trade ${msg.trade_id} as YES and NO price must add up to a dollar: current value is ${msg.yes_price_dollars} and ${other}`,
    );
  }
  return price;
}

function takerSideOf(msg: TradeMessage): Outcome {
  const takerSide = msg.taker_outcome_side ?? msg.taker_side;
  if (
    takerSide === undefined || !isSameSide(takerSide, msg.taker_book_side)
  ) {
    throw new RangeError(
      `Cannot decode trade ${msg.trade_id} as the taker's side must be told once: current value is ${
        takerSide ?? "undefined"
      } and ${msg.taker_book_side ?? "undefined"}`,
    );
  }
  return takerSide;
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
