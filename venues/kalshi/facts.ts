import type { KalshiTier } from "../../domain/kalshi_tier.ts";
import type { RequestRate } from "../net/token_bucket.ts";
import { rateLimitOf, type VenueFacts } from "../venue_facts.ts";

/** Where the API is. */
export interface KalshiEndpoint {
  /** Without a slash at the end; its path is part of what is signed. */
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** The two exchanges that Kalshi runs: one for money, one for trying things out. */
export const ENDPOINTS = {
  production: {
    restUrl: "https://external-api.kalshi.com/trade-api/v2",
    wsUrl: "wss://external-api-ws.kalshi.com/trade-api/ws/v2",
  },
  demo: {
    restUrl: "https://external-api.demo.kalshi.co/trade-api/v2",
    wsUrl: "wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2",
  },
} as const satisfies Record<string, KalshiEndpoint>;

/** What requests cost, in tokens of the rate limits. A batch is billed per item. */
export const COSTS = { request: 10, cancel: 2 } as const;

/** Tokens per second and tier, reads and writes apart; a second's worth is all that is held. */
const TIERS = {
  basic: { read: 200, write: 100 },
  advanced: { read: 300, write: 300 },
  expert: { read: 600, write: 600 },
  premier: { read: 1_000, write: 1_000 },
  paragon: { read: 2_000, write: 2_000 },
  prime: { read: 4_000, write: 4_000 },
  prestige: { read: 6_000, write: 8_000 },
} as const satisfies Record<
  KalshiTier,
  { readonly read: number; readonly write: number }
>;

/** What is known of Kalshi. */
export const KALSHI_FACTS: VenueFacts = {
  venue: "kalshi",
  fees: [
    {
      value:
        "Takers: 0.07 · multiplier · contracts · p · (1 − p), rounded up to the cent per order; makers nothing, or a quarter of that in series of type quadratic_with_maker_fees. Type and multiplier are looked up for each series",
      source:
        "Kalshi fee schedule, and fee_type and fee_multiplier of GET /series; explains 116 settlements of a real account",
      effectiveFrom: "2026-02-28",
      basis: "documented",
    },
    {
      value:
        "The same, rounded up to 0.0001 dollars per fill, then to whole steps of the balance, with rebates",
      source: "docs.kalshi.com/getting_started/fee_rounding",
      effectiveFrom: "2026-06-11",
      basis: "documented",
    },
  ],
  ticks: {
    value: ["0.01", "0.001"],
    source:
      "price_ranges of each market: linear_cent, deci_cent, and tapered_deci_cent with 0.001 below 0.10 and above 0.90",
    effectiveFrom: "2026-05-13",
    basis: "observed",
  },
  quantityMin: {
    value: "0.01",
    source: "docs.kalshi.com: counts are fixed-point text of 0.01 contracts",
    effectiveFrom: "2026-03-12",
    basis: "documented",
  },
  notionalMin: {
    value: null,
    source: "None is documented, and fills of a few cents were recorded",
    effectiveFrom: "2026-08-17",
    basis: "observed",
  },
  hours: {
    value:
      "Around the clock outside of maintenance, from a market's open_time to its close_time; no event tells of either",
    source: "docs.kalshi.com: market lifecycle",
    effectiveFrom: "2026-01-01",
    basis: "documented",
  },
  maintenance: [{
    value: [{
      weekday: 4,
      from: "03:00",
      to: "05:00",
      timeZone: "America/New_York",
    }],
    source:
      "docs.kalshi.com: trading pause, in which cancels are taken and orders are not",
    effectiveFrom: "2026-01-01",
    basis: "documented",
  }],
  rateLimits: {
    value: Object.entries(TIERS).flatMap(([tier, perSecond]) =>
      (["read", "write"] as const).map((kind) => ({
        requests: `${tier} ${kind}`,
        refillPerSecond: perSecond[kind],
        capacity: perSecond[kind],
      }))
    ),
    source:
      "docs.kalshi.com/getting_started/rate_limits, in tokens: a request costs 10, a cancel 2; without an account the lowest tier is taken, as none is documented",
    effectiveFrom: "2026-06-01",
    basis: "documented",
  },
};

/** Returns how fast an account of a tier may ask or act, in tokens of `COSTS`. */
export function rateOf(tier: KalshiTier, kind: "read" | "write"): RequestRate {
  return rateLimitOf(KALSHI_FACTS, `${tier} ${kind}`);
}
