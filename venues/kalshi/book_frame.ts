import { printQuantity } from "../../domain/money.ts";
import { printPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import type { FrameOf } from "./frame.ts";
import type { KalshiOrderbook } from "./rest_schema.ts";

const NO_BID = "0.00";
const NO_ASK = "1.00";

/** Returns the frame in which the socket would have sent a book that REST did. */
export function bookFrame(
  ticker: string,
  book: KalshiOrderbook,
): FrameOf<"orderbook_snapshot"> {
  return {
    type: "orderbook_snapshot",
    msg: {
      market_ticker: ticker,
      yes_dollars_fp: book.yes_dollars.map((
        [price, size],
      ) => [printPrice(price), printQuantity(size)]),
      no_dollars_fp: book.no_dollars.map((
        [price, size],
      ) => [printPrice(price), printQuantity(size)]),
    },
  };
}

/** Returns the frame in which the socket would have sent a quote; `null` withdraws both sides. */
export function quoteFrame(
  ticker: string,
  quote: Pick<Quote, "yesBid" | "yesAsk"> | null,
): FrameOf<"ticker"> {
  const { yesBid, yesAsk } = quote ?? { yesBid: null, yesAsk: null };
  return {
    type: "ticker",
    msg: {
      market_ticker: ticker,
      yes_bid_dollars: yesBid === null ? NO_BID : printPrice(yesBid),
      yes_ask_dollars: yesAsk === null ? NO_ASK : printPrice(yesAsk),
    },
  };
}
