import type { VenueFacts } from "../venue_facts.ts";

/** What is known of dflow's prediction markets. */
export const DFLOW_FACTS: VenueFacts = {
  venue: "dflow",
  fees: [{
    value:
      "Takers: 0.07 · contracts · p · (1 − p), rounded up to the cent, and a part of dflow's own by tier of 30-day volume; 0.09 in all at frost. Makers: 0.0225 at frost.",
    source: "pond.dflow.net/prediction-markets/prediction-market-fees",
    effectiveFrom: "2026-04-23",
    basis: "documented",
  }],
  ticks: {
    value: ["0.01", "0.001", "0.0001"],
    source:
      "Prices come as dollar text with four decimals; the exchange behind it trades in cents, and in some markets in tenths",
    effectiveFrom: "2026-04-23",
    basis: "observed",
  },
  quantityMin: {
    value: "1",
    source:
      "Official trading skill: purchases fill in whole contracts; markets with fractionalTradingEnabled may take less",
    effectiveFrom: "2026-04-23",
    basis: "documented",
  },
  notionalMin: {
    value: "0.01",
    source: "Official trading skill",
    effectiveFrom: "2026-04-23",
    basis: "documented",
  },
  hours: {
    value:
      "Around the clock outside of maintenance, as far as a market is active",
    source: "pond.dflow.net/prediction-markets/market-lifecycle",
    effectiveFrom: "2026-04-23",
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
      "pond.dflow.net/resources/faqs: no routes, stale data, quiet sockets",
    effectiveFrom: "2026-04-23",
    basis: "documented",
  }],
  rateLimits: {
    value: [
      { requests: "with a key", refillPerSecond: 10, capacity: 60 },
      {
        requests: "developer host",
        refillPerSecond: 0.5,
        capacity: 30,
        windows: [{ tokens: 60, perMs: 60_000 }],
      },
      {
        requests: "Solana node",
        refillPerSecond: 3,
        capacity: 10,
        windows: [{ tokens: 40, perMs: 10_000 }],
      },
    ],
    source:
      "No number is published; the developer host answers with x-ratelimit-limit: 60 and does not say of what time, so a minute is assumed. Public Solana nodes name 40 requests of one kind in 10 seconds",
    effectiveFrom: "2026-11-20",
    basis: "assumed",
  },
};
