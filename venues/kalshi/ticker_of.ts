import type { MarketId } from "../../domain/ids.ts";

const PREFIX = "kalshi:";

/** Returns what Kalshi calls a market of ours. @throws {RangeError} If the market is of another venue. */
export function tickerOf(id: MarketId): string {
  if (id.startsWith(PREFIX)) return id.slice(PREFIX.length);
  throw new RangeError(
    `Cannot ask Kalshi about a market as its id must start with "${PREFIX}": current value is ${id}`,
  );
}
