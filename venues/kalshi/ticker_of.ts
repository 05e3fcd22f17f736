import type { MarketId } from "../../domain/ids.ts";

const PREFIX = "kalshi:";

/** dflow relays Kalshi's markets, under their tickers. */
const RELAYED = "dflow:";

/** Returns what Kalshi calls a market of ours that is traded there, or at dflow. @throws {RangeError} If it is neither. */
export function sharedTickerOf(id: MarketId): string {
  return id.startsWith(RELAYED) ? id.slice(RELAYED.length) : tickerOf(id);
}

/** Returns what Kalshi calls a market of ours. @throws {RangeError} If the market is of another venue. */
export function tickerOf(id: MarketId): string {
  if (id.startsWith(PREFIX)) return id.slice(PREFIX.length);
  throw new RangeError(
    `Cannot ask Kalshi about a market as its id must start with "${PREFIX}": current value is ${id}`,
  );
}
