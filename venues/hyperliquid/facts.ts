import { marketId } from "../../domain/ids.ts";
import type { Dated, VenueFacts } from "../venue_facts.ts";
import type { PerpetualMarket } from "../../domain/perpetual_market.ts";

/** Returns a perpetual of Hyperliquid as the arena knows it. */
export function hyperliquidMarket(
  { coin, sizeDecimals, leverageMax }: Pick<
    PerpetualMarket,
    "coin" | "sizeDecimals" | "leverageMax"
  >,
): PerpetualMarket {
  return {
    id: marketId("hyperliquid", coin),
    venue: "hyperliquid",
    coin,
    sizeDecimals,
    leverageMax,
  };
}

/**
 * The coins that are traded most: captures of the venue's socket alone carry no `meta`. What a tape or the venue itself
 * says takes the place of it.
 */
export const KNOWN_MARKETS: Dated<readonly PerpetualMarket[]> = {
  value: [
    { coin: "BTC", sizeDecimals: 5, leverageMax: 40 },
    { coin: "ETH", sizeDecimals: 4, leverageMax: 25 },
    { coin: "SOL", sizeDecimals: 2, leverageMax: 20 },
  ].map(hyperliquidMarket),
  source: "POST /info meta: szDecimals and maxLeverage of each coin",
  effectiveFrom: "2026-11-20",
  basis: "documented",
};

/** The public host. */
export const HYPERLIQUID_URL = "https://api.hyperliquid.xyz";

/** What is known of Hyperliquid's perpetuals. */
export const HYPERLIQUID_FACTS: VenueFacts = {
  venue: "hyperliquid",
  fees: [{
    value: "0.045 % of what is taken, 0.015 % of what is made, less by volume",
    source: "hyperliquid.gitbook.io/hyperliquid-docs/trading/fees",
    effectiveFrom: "2025-05-05",
    basis: "documented",
  }],
  ticks: {
    value: ["five significant figures, six decimals less those of the size"],
    source:
      "hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/tick-and-lot-size",
    effectiveFrom: "2026-11-20",
    basis: "documented",
  },
  quantityMin: {
    value: "0.00001",
    source: "POST /info meta: each coin has its own decimals, BTC five",
    effectiveFrom: "2026-11-20",
    basis: "documented",
  },
  notionalMin: {
    value: "10",
    source: "the venue's own refusals of smaller orders",
    effectiveFrom: "2026-11-20",
    basis: "documented",
  },
  hours: {
    value: "around the clock",
    source: "hyperliquid.gitbook.io/hyperliquid-docs",
    effectiveFrom: "2026-11-20",
    basis: "documented",
  },
  maintenance: [{
    value: [],
    source: "none is announced",
    effectiveFrom: "2026-11-20",
    basis: "assumed",
  }],
  rateLimits: {
    value: [{
      requests: "info",
      refillPerSecond: 10,
      capacity: 600,
      windows: [{ tokens: 1_200, perMs: 60_000 }],
    }],
    source:
      "hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/rate-limits: a weight of 1,200 in a minute for each address",
    effectiveFrom: "2026-11-20",
    basis: "documented",
  },
};
