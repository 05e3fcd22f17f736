import type { VenueFacts } from "../venue_facts.ts";

/** Something that Polymarket documents, where, and since when it is known to hold. */
interface Sourced {
  readonly source: string;
  /** ISO date. */
  readonly effectiveFrom: string;
}

/** Where its services are; none ends with a slash. */
export interface PolymarketEndpoint {
  /** The catalogue. */
  readonly gammaUrl: string;
  /** Books and orders. */
  readonly clobUrl: string;
  /** Positions, trades and resolutions. */
  readonly dataUrl: string;
  /** The sockets of books and of our own orders: `/market` and `/user` follow. */
  readonly wsUrl: string;
  /** The socket of reference prices. */
  readonly pricesUrl: string;
  /** The chain's own node, for redemptions. */
  readonly rpcUrl: string;
}

/** Returns the services of a host that answers for all of them, such as a stand-in. */
export function endpointsAt(url: string): PolymarketEndpoint {
  const socketUrl = url.replace(/^http/, "ws");
  return {
    gammaUrl: `${url}/gamma`,
    clobUrl: `${url}/clob`,
    dataUrl: `${url}/data`,
    wsUrl: `${socketUrl}/ws`,
    pricesUrl: `${socketUrl}/prices`,
    rpcUrl: `${url}/rpc`,
  };
}

/** The one exchange that Polymarket runs outside the United States. */
export const ENDPOINTS = {
  production: {
    gammaUrl: "https://gamma-api.polymarket.com",
    clobUrl: "https://clob.polymarket.com",
    dataUrl: "https://data-api.polymarket.com/v2",
    wsUrl: "wss://ws-subscriptions-clob.polymarket.com/ws",
    pricesUrl: "wss://ws-live-v2.polymarket.com/ws",
    rpcUrl: "https://polygon-rpc.com",
  },
} as const satisfies Record<string, PolymarketEndpoint>;

/** Series of rounds that are known by number. */
export const SERIES = {
  source: "gamma-api.polymarket.com/events/keyset, seen on 2026-10-05",
  effectiveFrom: "2026-10-05",
  /** Bitcoin up or down, 15 minutes. */
  btc15m: "10192",
} as const satisfies Sourced & Record<string, string>;

/** What is known of Polymarket. */
export const POLYMARKET_FACTS: VenueFacts = {
  venue: "polymarket",
  fees: [
    {
      value:
        "Takers only: contracts · rate · (p · (1 − p))^exponent, whole steps of 0.00001 dollars, what is less is dropped. Each market states rate and exponent (0.07 and 1 for crypto); makers pay nothing.",
      source: "docs.polymarket.com/trading/fees; feeSchedule of each market",
      effectiveFrom: "2026-05-17",
      basis: "documented",
    },
    {
      value: "Crypto 0.072, sports 0.03, others 0.04 to 0.05, geopolitics 0.",
      source: "docs.polymarket.com/trading/fees",
      effectiveFrom: "2026-03-30",
      basis: "documented",
    },
  ],
  ticks: {
    value: ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"],
    source:
      "docs.polymarket.com: orders; a market's tick gets finer beyond 0.96 and below 0.04",
    effectiveFrom: "2026-04-28",
    basis: "documented",
  },
  quantityMin: {
    value: "5",
    source: "orderMinSize of each market; sizes are whole hundredths",
    effectiveFrom: "2026-10-05",
    basis: "observed",
  },
  notionalMin: {
    value: "1",
    source: "docs.polymarket.com: purchases that trade at once",
    effectiveFrom: "2026-04-28",
    basis: "documented",
  },
  hours: {
    value: "Around the clock, as far as a market accepts orders",
    source: "acceptingOrders of each market",
    effectiveFrom: "2026-10-05",
    basis: "observed",
  },
  maintenance: [{
    value: [],
    source:
      "docs.polymarket.com: the matching engine restarts once a week and answers 425 then; at what time is written nowhere",
    effectiveFrom: "2026-04-28",
    basis: "documented",
  }],
  rateLimits: {
    value: [
      {
        requests: "catalogue",
        refillPerSecond: 15,
        capacity: 60,
        windows: [{ tokens: 300, perMs: 10_000 }],
      },
      {
        requests: "books",
        refillPerSecond: 75,
        capacity: 150,
        windows: [{ tokens: 1_000, perMs: 10_000 }],
      },
      {
        requests: "positions",
        refillPerSecond: 7.5,
        capacity: 15,
        windows: [{ tokens: 150, perMs: 10_000 }],
      },
      {
        requests: "own orders",
        refillPerSecond: 25,
        capacity: 50,
        windows: [{ tokens: 500, perMs: 10_000 }],
      },
      {
        requests: "POST /order",
        refillPerSecond: 40,
        capacity: 60,
        windows: [{ tokens: 3_500, perMs: 10_000 }, {
          tokens: 36_000,
          perMs: 600_000,
        }],
      },
      {
        requests: "DELETE /order",
        refillPerSecond: 49,
        capacity: 120,
        windows: [{ tokens: 3_000, perMs: 10_000 }, {
          tokens: 30_000,
          perMs: 600_000,
        }],
      },
      { requests: "heartbeats", refillPerSecond: 1, capacity: 5 },
      { requests: "Polygon node", refillPerSecond: 4, capacity: 10 },
    ],
    source:
      "docs.polymarket.com/api-reference/rate-limits, half of what it names per address; orders and cancels per signer of the standard tier; of the node nothing is published",
    effectiveFrom: "2026-07-24",
    basis: "documented",
  },
};

/** What an order may be. Ticks and minimums are each market's own; these hold for all. */
export const ORDER_LIMITS = {
  source: "docs.polymarket.com: orders; order types; negative risk",
  effectiveFrom: "2026-04-28",
  /** Smallest step of a size, in shares. */
  sizeStep: "0.01",
  /** Smallest purchase that trades at once, in dollars. */
  marketableBuyMin: "1",
  /** An order that expires does so this much before the time that it states, in seconds. */
  expiryLeadS: 60,
  /** How far ahead that stated time must be, in seconds. */
  expiryAheadMinS: 180,
} as const satisfies Sourced & Record<string, unknown>;

/** How the venue treats the orders of an account that stops sending heartbeats, once it has begun to. */
export const HEARTBEAT = {
  source: "docs.polymarket.com: heartbeats",
  effectiveFrom: "2026-04-28",
  /** Between two, in milliseconds. */
  everyMs: 5_000,
  /** Longest wait for the answer to one, in milliseconds: one that is lost must leave time for the next. */
  answersWithinMs: 3_000,
  /** Silence after which all orders are canceled, in milliseconds. */
  cancelsAfterMs: 10_000,
} as const satisfies Sourced & Record<string, string | number>;

/** How long an order that trades at once is held in the crypto rounds, in milliseconds; it cannot be canceled meanwhile. */
export const TAKER_DELAY = {
  source: "docs.polymarket.com: taker delay; its pages say 50, 150 and 250 ms",
  effectiveFrom: "2026-09-04",
  msMax: 250,
} as const satisfies Sourced & Record<string, string | number>;
