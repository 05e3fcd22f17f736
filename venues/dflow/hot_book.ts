import {
  CONTRACTS_MAX,
  DOLLARS_PATTERN,
  LEVELS_MAX,
  type OrderbookFrame,
  TICKER_PATTERN,
} from "./schema.ts";

/** What a frame of a book may look like before anything is known of it. */
interface LikeBook {
  readonly channel?: unknown;
  readonly type?: unknown;
  readonly "market_ticker"?: unknown;
  readonly "yes_bids"?: unknown;
  readonly "no_bids"?: unknown;
}

/**
 * Reads a frame of a whole book without the schema, which takes several times as long for its hundred levels as to
 * parse them. Any other value, however little it differs, is `null` and has to go through the schema: what is returned
 * here is always what the schema would return.
 */
export function readOrderbookFrame(value: unknown): OrderbookFrame | null {
  if (typeof value !== "object" || value === null) return null;
  const frame: LikeBook = value;
  const { channel, type, market_ticker: ticker } = frame;
  if (channel !== "orderbook" || type !== "orderbook") return null;
  if (typeof ticker !== "string" || !TICKER_PATTERN.test(ticker)) return null;
  const { yes_bids: yesBids, no_bids: noBids } = frame;
  if (!areLevels(yesBids) || !areLevels(noBids)) return null;
  return {
    channel,
    type,
    "market_ticker": ticker,
    "yes_bids": yesBids,
    "no_bids": noBids,
  };
}

function areLevels(value: unknown): value is Record<string, number> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const entries = Object.entries(value);
  return entries.length <= LEVELS_MAX &&
    entries.every(([price, contracts]: [string, unknown]) =>
      typeof contracts === "number" && contracts >= 0 &&
      contracts <= CONTRACTS_MAX && DOLLARS_PATTERN.test(price)
    );
}
