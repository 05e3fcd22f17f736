import type { Market } from "../../domain/market.ts";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { type PriceRange, yesPrice } from "../../domain/price.ts";
import type { WatchedMarket } from "./recorder_event.ts";

/**
 * What a recorder does not note of a market: its series tells that it trades in steps of 0.001 below 0.10 and
 * above 0.90 and of 0.01 between, which Kalshi calls `tapered_deci_cent`, and in hundredths of a contract.
 */
const PRICE_RANGES: readonly PriceRange[] = [
  { from: yesPrice("0"), to: yesPrice("0.1"), step: yesPrice("0.001") },
  { from: yesPrice("0.1"), to: yesPrice("0.9"), step: yesPrice("0.01") },
  { from: yesPrice("0.9"), to: yesPrice("1"), step: yesPrice("0.001") },
];
const QUANTITY_MIN = quantity("0.01");
const SERIES: Readonly<
  Record<string, { readonly underlying: string; readonly durationMs: number }>
> = {
  KXBTC15M: { underlying: "Bitcoin", durationMs: 900_000 },
  KXETH15M: { underlying: "Ether", durationMs: 900_000 },
  KXSOL15M: { underlying: "Solana", durationMs: 900_000 },
};

/**
 * Returns the market that a recorder began to watch at `atMs` (Unix milliseconds), open.
 *
 * A series that we do not know is taken to have opened at `atMs`, and is titled by its ticker.
 */
export function marketOfWatched(watched: WatchedMarket, atMs: number): Market {
  const ticker = watched.market_ticker;
  const closesAtMs = Date.parse(watched.close_time);
  const series = SERIES[ticker.slice(0, Math.max(0, ticker.indexOf("-")))];
  const closesAt = new Date(closesAtMs).toISOString().slice(11, 16);
  return {
    id: marketId("kalshi", ticker),
    venue: "kalshi",
    ticker,
    eventTicker: ticker.slice(0, Math.max(0, ticker.lastIndexOf("-"))) ||
      ticker,
    title: series === undefined
      ? ticker
      : `${series.underlying} at or above $${watched.strike} at ${closesAt} UTC`,
    phase: "open",
    opensAtMs: series === undefined ? atMs : closesAtMs - series.durationMs,
    closesAtMs,
    strike: String(watched.strike),
    priceRanges: PRICE_RANGES,
    quantityMin: QUANTITY_MIN,
  };
}
