import { microsOf } from "./decimal_text.ts";
import { DOLLAR, type TokenSide } from "./outcome_token.ts";
import type {
  MarketFrameOf,
  PriceChangeEntry,
  TokenBook,
} from "./schema/market_frame.ts";

/** What there is at one level of a token now. Prices are micro-dollars of 0 to a dollar, sizes millionths of shares. */
export interface TokenChange {
  readonly tokenId: string;
  readonly side: TokenSide;
  readonly price: number;
  readonly size: number;
  /** The token's best prices after it; `null` where the venue does not name them. */
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
}

/** The changes of one message. */
export interface BookChange {
  /** The market's condition. */
  readonly market: string;
  /** The venue's time, Unix milliseconds. */
  readonly atMs: number;
  readonly changes: readonly TokenChange[];
}

/** Levels of one side in any order: what there is at each price, in the units of a change. */
export interface LevelMicros {
  readonly prices: readonly number[];
  readonly sizes: readonly number[];
}

/** A token's whole book. */
export interface WholeTokenBook {
  readonly tokenId: string;
  /** The market's condition. */
  readonly market: string;
  readonly bids: LevelMicros;
  readonly asks: LevelMicros;
  /** The market's tick in micro-dollars; `null` where the venue does not name it. */
  readonly tickMicros: number | null;
  /** The venue's time, Unix milliseconds. */
  readonly atMs: number;
}

/**
 * Returns what a validated frame changes, of the tokens that `isFollowed` names.
 *
 * @throws {RangeError} If an amount of theirs is off its scale, or finer than a millionth.
 */
export function bookChange(
  { market, timestamp, price_changes: entries }: MarketFrameOf<"price_change">,
  isFollowed: (tokenId: string) => boolean,
): BookChange {
  const changes = entries
    .filter(({ asset_id: tokenId }) => isFollowed(tokenId))
    .map(tokenChange);
  return { market, atMs: Number(timestamp), changes };
}

/**
 * Returns the levels of a validated book.
 *
 * @throws {RangeError} If an amount is off its scale, or finer than a millionth.
 */
export function wholeTokenBook(
  { asset_id: tokenId, market, bids, asks, timestamp, ...rest }: TokenBook,
): WholeTokenBook {
  const { tick_size: tick } = rest;
  return {
    tokenId,
    market,
    bids: levelMicros(bids),
    asks: levelMicros(asks),
    tickMicros: tick === undefined ? null : microsOf(tick),
    atMs: Number(timestamp),
  };
}

function tokenChange(
  { asset_id: tokenId, side, price, size, ...after }: PriceChangeEntry,
): TokenChange {
  const { best_bid: bid, best_ask: ask } = after;
  return {
    tokenId,
    side,
    price: priceMicros(price),
    size: microsOf(size),
    bestBid: bestMicros(bid),
    bestAsk: bestMicros(ask),
  };
}

function levelMicros(levels: TokenBook["bids"]): LevelMicros {
  return {
    prices: levels.map(({ price }) => priceMicros(price)),
    sizes: levels.map(({ size }) => microsOf(size)),
  };
}

function priceMicros(text: string): number {
  const micros = microsOf(text);
  if (micros <= DOLLAR) return micros;
  throw new RangeError(
    `Cannot read a price as it must be 0 to 1 dollar: current value is ${text}`,
  );
}

/** The venue prints nothing for a side on which nobody quotes. */
function bestMicros(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text === "" ? 0 : microsOf(text);
}
