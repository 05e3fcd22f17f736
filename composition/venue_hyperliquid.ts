import { TradingPauses } from "../domain/trading_pauses.ts";
import {
  HYPERLIQUID_FACTS,
  HYPERLIQUID_URL,
} from "../venues/hyperliquid/facts.ts";
import { HyperliquidFundingHistory } from "../venues/hyperliquid/funding_history.ts";
import { HyperliquidMarketData } from "../venues/hyperliquid/market_data.ts";
import { RateBuckets } from "../venues/rate_buckets.ts";
import type { Venue, VenueDependencies } from "./venue.ts";

/** Opens Hyperliquid: public market data of perpetuals, traded on paper alone. */
export function openHyperliquidVenue(
  { settings, clock, random, tape, markets = null }: VenueDependencies,
): Venue {
  const buckets = new RateBuckets({
    facts: HYPERLIQUID_FACTS,
    clock,
    random: random.fork("hyperliquid"),
  });
  const url = settings.ARENA_HYPERLIQUID_URL ?? HYPERLIQUID_URL;
  return {
    id: "hyperliquid",
    pauses: new TradingPauses(HYPERLIQUID_FACTS.maintenance),
    marketData: new HyperliquidMarketData({
      url: () => url,
      coins: markets ?? settings.ARENA_HYPERLIQUID_COINS,
      clock,
      random: random.fork("hyperliquid"),
      buckets,
      ...(tape === null ? {} : { record: (record) => tape.write(record) }),
    }),
    resolution: {
      venue: "hyperliquid",
      resolve: (marketId) =>
        Promise.reject(
          new RangeError(
            `Cannot resolve a market as it must have outcomes: current value is the perpetual ${marketId}`,
          ),
        ),
    },
    fundingHistory: new HyperliquidFundingHistory({
      url: () => url,
      clock,
      random: random.fork("hyperliquid history"),
      buckets,
    }),
    openLive: null,
    stop() {},
  };
}
