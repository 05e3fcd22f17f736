import type { DflowFrame, TradesFrame } from "../dflow/schema.ts";
import type {
  SimulatedLevel,
  SimulatedQuote,
  SimulatedTrade,
} from "./quoting.ts";
import type { SimulatedMarket } from "./schedule.ts";

/** Beside the texts the protocol has integer prices, which our client does not read. */
type WireTrade =
  & TradesFrame
  & Readonly<Record<"price" | "yes_price" | "no_price", number>>;

/** Returns the frame that carries a quote. */
export function pricesFrame(
  market: SimulatedMarket,
  quote: SimulatedQuote,
): DflowFrame {
  return {
    channel: "prices",
    type: "ticker",
    market_ticker: market.ticker,
    ...quotedPrices(quote),
  };
}

/** Returns the frame that carries a trade. */
export function tradesFrame(
  market: SimulatedMarket,
  trade: SimulatedTrade,
): WireTrade {
  return {
    channel: "trades",
    type: "trade",
    market_ticker: market.ticker,
    trade_id: trade.id,
    price: trade.yesCents,
    count: trade.contracts,
    yes_price: trade.yesCents,
    no_price: 100 - trade.yesCents,
    yes_price_dollars: dollars(trade.yesCents),
    no_price_dollars: dollars(100 - trade.yesCents),
    taker_side: trade.takerSide,
    created_time: trade.atMs,
  };
}

/** Returns a quote as the four texts that the protocol has for it. */
export function quotedPrices({ bidCents, askCents }: SimulatedQuote) {
  return {
    yes_bid: bidCents === null ? null : dollars(bidCents),
    yes_ask: askCents === null ? null : dollars(askCents),
    no_bid: askCents === null ? null : dollars(100 - askCents),
    no_ask: bidCents === null ? null : dollars(100 - bidCents),
  };
}

/** Returns one side of a book as the protocol has it, best first. */
export function levels(
  side: readonly SimulatedLevel[],
): Record<string, number> {
  return Object.fromEntries(
    side.map(({ cents, contracts }) => [dollars(cents), contracts]),
  );
}

/** `0.4200` */
function dollars(cents: number): string {
  return (cents / 100).toFixed(4);
}
