import type { MarketId } from "./ids.ts";
import type { Quantity } from "./money.ts";
import type { OrderSide } from "./order.ts";
import type { PerpetualPrice } from "./perpetual.ts";
import type { FundingRate } from "./perpetual_funding.ts";

/** A perpetual future as its venue lists it: it has no outcome, no end and no price of a dollar at most. */
export interface PerpetualMarket {
  readonly id: MarketId;
  readonly venue: "hyperliquid";
  /** What the venue calls it, such as `BTC`. */
  readonly coin: string;
  /** Decimals that a size may have, 0 to 6. Prices may have `6 − sizeDecimals`, and five significant figures. */
  readonly sizeDecimals: number;
  /** The largest multiple of its margin that a position may be worth, 1 or more. */
  readonly leverageMax: number;
}

/** What is asked or bid for at one price. */
export interface PerpetualLevel {
  readonly price: PerpetualPrice;
  /** Above 0. */
  readonly quantity: Quantity;
}

/** A whole book as the venue sent it, which is never changed: a refresh is another one. */
export interface PerpetualBook {
  readonly marketId: MarketId;
  /** Highest first. */
  readonly bids: readonly PerpetualLevel[];
  /** Lowest first. */
  readonly asks: readonly PerpetualLevel[];
  /** The venue's time in Unix milliseconds. */
  readonly occurredAtMs: number;
}

/** Best bid and ask; `null` where nobody quotes. */
export interface PerpetualQuote {
  readonly marketId: MarketId;
  readonly bid: PerpetualPrice | null;
  readonly ask: PerpetualPrice | null;
  /** The venue's time in Unix milliseconds. */
  readonly occurredAtMs: number;
}

/** One printed trade. */
export interface PerpetualTrade {
  readonly marketId: MarketId;
  readonly tradeId: string;
  readonly price: PerpetualPrice;
  readonly quantity: Quantity;
  readonly takerSide: OrderSide;
  readonly occurredAtMs: number;
}

/** What the venue values a perpetual by, and what holding it costs. */
export interface PerpetualContext {
  readonly marketId: MarketId;
  /** Of the hour that is under way. */
  readonly fundingRate: FundingRate;
  readonly oraclePrice: PerpetualPrice;
  readonly markPrice: PerpetualPrice;
  /** When we received it, Unix milliseconds: the venue puts no time on it. */
  readonly occurredAtMs: number;
}

/** What a venue's market data says of a perpetual, decoded and validated. */
export type PerpetualReport =
  | { readonly kind: "listed"; readonly market: PerpetualMarket }
  | { readonly kind: "book"; readonly book: PerpetualBook }
  | { readonly kind: "quote"; readonly quote: PerpetualQuote }
  | { readonly kind: "trade"; readonly trade: PerpetualTrade }
  | { readonly kind: "context"; readonly context: PerpetualContext };

/** Returns the quote that a report holds, if it is newer than what is known of its market; `null` otherwise. */
export function newerPerpetualQuote(
  report: PerpetualReport,
  known: ReadonlyMap<MarketId, PerpetualQuote>,
): PerpetualQuote | null {
  const quote = quoteOf(report);
  if (quote === null) return null;
  const before = known.get(quote.marketId);
  return before !== undefined && before.occurredAtMs > quote.occurredAtMs
    ? null
    : quote;
}

/** Returns the mid of what is quoted, rounded down; the one price where one side alone is, `null` where none is. */
export function perpetualMid(
  { bid, ask }: Pick<PerpetualQuote, "bid" | "ask">,
): PerpetualPrice | null {
  if (bid === null || ask === null) return bid ?? ask;
  return (bid + ask) / 2n as PerpetualPrice;
}

function quoteOf(report: PerpetualReport): PerpetualQuote | null {
  if (report.kind === "quote") return report.quote;
  if (report.kind !== "book") return null;
  const { marketId, bids, asks, occurredAtMs } = report.book;
  const bid = bids[0]?.price ?? null;
  const ask = asks[0]?.price ?? null;
  return { marketId, bid, ask, occurredAtMs };
}
