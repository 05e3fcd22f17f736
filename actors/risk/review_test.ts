import { assert, assertEquals, assertMatch } from "@std/assert";
import { DENIAL_CODES, type DenialCode } from "../../domain/denial.ts";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import { CENT_GRID, noPrice, yesPrice } from "../../domain/price.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import type { RiskView } from "./check.ts";
import type { OrderLimits } from "./limits.ts";
import { review } from "./review.ts";

const ID = marketId("kalshi", "T-1");

const MARKET: Market = {
  id: ID,
  venue: "kalshi",
  ticker: "T-1",
  eventTicker: "T",
  title: "Test",
  phase: "open",
  opensAtMs: 0,
  closesAtMs: 100_000,
  strike: null,
  priceRanges: CENT_GRID,
  quantityMin: quantity("1"),
};

const LIMITS: OrderLimits = {
  quoteAgeMsMax: 1_000,
  decisionAgeMsMax: 2_000,
  priceBandMax: usd("0.10"),
  orderQuantityMax: quantity("150"),
  depthShareMaxMicros: 500_000n,
  orderNotionalMax: usd("50"),
  positionCostMax: usd("80"),
  accountExposureMax: usd("300"),
  instrumentExposureMax: usd("400"),
  underlyingExposureMax: usd("500"),
  globalExposureMax: usd("600"),
  leverageMaxMicros: 2_000_000n,
  ordersPerSecondMax: 2,
  ordersPerMinuteMax: 3,
  ordersPerRoundMax: 4,
  cooldownLosses: 3,
  cooldownMs: 1_000,
  dailyLossMaxMicros: 100_000n,
  drawdownMaxMicros: 200_000n,
};

const ORDER: Order = {
  id: orderId("o_1"),
  decisionId: decisionId("d_1"),
  contestantId: contestantId("momentum"),
  marketId: ID,
  side: "buy",
  outcome: "yes",
  quantity: quantity("100"),
  limit: { outcome: "yes", price: yesPrice("0.50") },
  ...IMMEDIATE,
  replaces: null,
  status: "initialized",
  filledQuantity: ZERO_QUANTITY,
  filledNotional: ZERO_USD,
  createdAtMs: 50_000,
};

const VIEW: RiskView = {
  nowMs: 50_000,
  decidedAtMs: 49_000,
  liftedAtMs: null,
  season: { id: OPEN_SEASON, isOver: false, isPaused: false, venues: null },
  tradingState: "active",
  tradingStateDetail: "Trading is active.",
  circuit: "closed",
  degraded: null,
  pause: null,
  market: MARKET,
  quote: {
    marketId: ID,
    yesBid: yesPrice("0.49"),
    yesAsk: yesPrice("0.50"),
    occurredAtMs: 49_000,
  },
  offeredQuantity: quantity("1000"),
  isReplacedOpen: null,
  freeHolding: quantity("0"),
  positionCost: usd("0"),
  accountExposure: usd("0"),
  instrumentExposure: usd("0"),
  underlyingExposure: usd("0"),
  globalExposure: usd("0"),
  freeCash: usd("1000"),
  venueFreeCash: null,
  costMax: usd("52"),
  ordersInLastSecond: 0,
  ordersInLastMinute: 0,
  ordersInRound: 0,
  lossesInARow: 0,
  lostAtMs: null,
  equity: usd("1000"),
  equityPeak: usd("1000"),
  equityAtDayStart: usd("1000"),
};

/** Returns the denial code, or `approved`. */
function reviewed(order: Partial<Order>, view: Partial<RiskView>): string {
  const verdict = review({ ...ORDER, ...order }, { ...VIEW, ...view }, LIMITS);
  return verdict.kind === "denied" ? verdict.denial.code : "approved";
}

const SALE: Partial<Order> = {
  side: "sell",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.49") },
};
const QUOTE = VIEW.quote;
const PAUSE: RiskView["pause"] = {
  window: {
    weekday: 4,
    from: "03:00",
    to: "05:00",
    timeZone: "America/New_York",
  },
  resumesAtMs: 90_000,
};

function yes(price: string): Partial<Order> {
  return { limit: { outcome: "yes", price: yesPrice(price) } };
}

function no(price: string): Partial<Order> {
  return { outcome: "no", limit: { outcome: "no", price: noPrice(price) } };
}

const SEASON: RiskView["season"] = {
  id: OPEN_SEASON,
  isOver: false,
  isPaused: false,
  venues: null,
};

interface Case {
  readonly name: string;
  readonly code: DenialCode;
  readonly order?: Partial<Order>;
  readonly view?: Partial<RiskView>;
  readonly passes: readonly Partial<RiskView & Order>[];
  readonly fails: readonly Partial<RiskView & Order>[];
}

/** One below the limit and at it, and one above it. */
const CASES: readonly Case[] = [
  {
    name: "the season is paused",
    code: "SEASON_PAUSED",
    passes: [{ season: SEASON }],
    fails: [
      { season: { ...SEASON, isPaused: true } },
      { ...SALE, season: { ...SEASON, isPaused: true } },
    ],
  },
  {
    name: "the season is over, unless it sells what it holds",
    code: "SEASON_CONCLUDED",
    passes: [{
      ...SALE,
      season: { ...SEASON, isOver: true },
      tradingState: "reducing",
      freeHolding: quantity("10"),
    }],
    fails: [
      { season: { ...SEASON, isOver: true } },
      {
        ...SALE,
        season: { ...SEASON, isOver: true },
        tradingState: "halted",
      },
    ],
  },
  {
    name: "the season is not played on the venue",
    code: "VENUE_OUTSIDE_SEASON",
    passes: [{ season: { ...SEASON, venues: ["kalshi"] } }],
    fails: [{ season: { ...SEASON, venues: ["dflow", "polymarket"] } }],
  },
  {
    name: "trading is halted",
    code: "TRADING_HALTED",
    passes: [{ tradingState: "active" }],
    fails: [{ tradingState: "halted" }, { ...SALE, tradingState: "halted" }],
  },
  {
    name: "trading is reducing and the order is a purchase",
    code: "TRADING_STATE_REDUCING",
    passes: [{
      ...SALE,
      tradingState: "reducing",
      freeHolding: quantity("10"),
    }],
    fails: [{ tradingState: "reducing" }],
  },
  {
    name: "the market is unknown",
    code: "INSTRUMENT_NOT_FOUND",
    passes: [{}],
    fails: [{ market: null }],
  },
  {
    name: "the circuit of the venue is open",
    code: "VENUE_CIRCUIT_OPEN",
    passes: [{ circuit: "closed" }, { circuit: "half_open" }],
    fails: [{ circuit: "open" }, { ...SALE, circuit: "open" }],
  },
  {
    name: "the venue is degraded",
    code: "VENUE_DEGRADED",
    passes: [{ degraded: null }],
    fails: [
      { degraded: "It speaks in tongues." },
      { ...SALE, degraded: "It speaks in tongues." },
    ],
  },
  {
    name: "the venue pauses",
    code: "OUTSIDE_TRADING_HOURS",
    passes: [{ pause: null }],
    fails: [{ pause: PAUSE }, { ...SALE, reduceOnly: true, pause: PAUSE }],
  },
  {
    name: "the market does not take orders",
    code: "MARKET_CLOSED",
    passes: [{ market: { ...MARKET, closesAtMs: 50_001 } }],
    fails: [
      { market: { ...MARKET, closesAtMs: 50_000 } },
      { market: { ...MARKET, closesAtMs: 49_999 } },
      { market: { ...MARKET, phase: "paused" } },
      { market: { ...MARKET, phase: "closed" } },
    ],
  },
  {
    name: "the quote is too old",
    code: "STALE_QUOTE",
    passes: [{ nowMs: 49_999 }, { nowMs: 50_000 }],
    fails: [{ nowMs: 50_001 }, { quote: null }],
  },
  {
    name: "the decision is too old",
    code: "STALE_DECISION",
    passes: [{ decidedAtMs: 48_001 }, { decidedAtMs: 48_000 }],
    fails: [{ decidedAtMs: 47_999 }],
  },
  {
    name: "the decision was made before trading was let on again",
    code: "DECIDED_BEFORE_LIFT",
    passes: [{ liftedAtMs: 48_999 }, { liftedAtMs: 49_000 }],
    fails: [{ liftedAtMs: 49_001 }],
  },
  {
    name: "the order has expired",
    code: "EXPIRE_TIME_IN_PAST",
    order: { timeInForce: "gtd" },
    passes: [{ expiresAtMs: 50_001 }],
    fails: [{ expiresAtMs: 50_000 }, { expiresAtMs: 49_999 }],
  },
  {
    name: "the expiry does not fit the time in force",
    code: "EXPIRE_TIME_IN_PAST",
    passes: [{ timeInForce: "gtc" }, { timeInForce: "fok" }],
    fails: [
      { timeInForce: "gtd" },
      { timeInForce: "gtc", expiresAtMs: 60_000 },
      { timeInForce: "ioc", expiresAtMs: 60_000 },
    ],
  },
  {
    name: "the limit price is outside 0 to 1, off the tick or on another scale",
    code: "PRICE_OUT_OF_BAND",
    passes: [yes("0.01"), no("0.49")],
    fails: [
      yes("0"),
      yes("1"),
      yes("0.495"),
      { limit: { outcome: "no", price: noPrice("0.49") } },
    ],
  },
  {
    name: "the limit of a purchase is too far above the ask",
    code: "PRICE_OUT_OF_BAND",
    order: { quantity: quantity("10") },
    // The NO ask is at 0.51, one less the YES bid.
    passes: [yes("0.59"), yes("0.60"), no("0.60"), no("0.61")],
    fails: [yes("0.61"), no("0.62")],
  },
  {
    name: "the limit of a sale is too far below the bid",
    code: "PRICE_OUT_OF_BAND",
    order: SALE,
    view: { freeHolding: quantity("10") },
    passes: [yes("0.99"), yes("0.40"), yes("0.39")],
    fails: [yes("0.38")],
  },
  {
    name: "only the other side is quoted and the limit is too far above it",
    code: "PRICE_OUT_OF_BAND",
    view: { quote: QUOTE && { ...QUOTE, yesAsk: null } },
    order: { quantity: quantity("10") },
    passes: [yes("0.58"), yes("0.59")],
    fails: [yes("0.60"), {
      quote: QUOTE && { ...QUOTE, yesAsk: null, yesBid: null },
    }],
  },
  {
    name: "the quantity is under the minimum",
    code: "QUANTITY_BELOW_MINIMUM",
    passes: [{ quantity: quantity("1") }, { quantity: quantity("1.000001") }],
    fails: [{ quantity: quantity("0.999999") }, { quantity: quantity("0") }],
  },
  {
    name: "the quantity is over the maximum",
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    order: yes("0.10"),
    passes: [{ quantity: quantity("149.999999") }, {
      quantity: quantity("150"),
    }],
    fails: [{ quantity: quantity("150.000001") }],
  },
  {
    name: "more is sold than held",
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    order: SALE,
    passes: [{ freeHolding: quantity("10") }, {
      freeHolding: quantity("10.000001"),
    }],
    fails: [{ freeHolding: quantity("9.999999") }],
  },
  {
    name: "the order to be replaced is not open",
    code: "REPLACED_ORDER_CLOSED",
    order: { replaces: orderId("o_0") },
    passes: [{ isReplacedOpen: true }],
    fails: [{ isReplacedOpen: false }],
  },
  {
    name: "a sale that may only reduce is of more than is held",
    code: "REDUCE_ONLY_WOULD_INCREASE",
    order: { ...SALE, reduceOnly: true },
    passes: [{ freeHolding: quantity("10") }, {
      freeHolding: quantity("10.000001"),
    }],
    fails: [{ freeHolding: quantity("9.999999") }],
  },
  {
    name: "an order that may only reduce is a purchase",
    code: "REDUCE_ONLY_WOULD_INCREASE",
    passes: [{ reduceOnly: false }],
    fails: [{ reduceOnly: true }],
  },
  {
    name: "a purchase that may only rest reaches the ask",
    code: "POST_ONLY_WOULD_TAKE",
    order: {
      postOnly: true,
      timeInForce: "gtc",
      quantity: quantity("10"),
    },
    passes: [yes("0.48"), yes("0.49"), no("0.50"), {
      quote: QUOTE && { ...QUOTE, yesAsk: null },
    }],
    fails: [yes("0.50"), yes("0.51"), no("0.51"), { timeInForce: "ioc" }, {
      timeInForce: "fok",
    }],
  },
  {
    name: "a sale that may only rest reaches the bid",
    code: "POST_ONLY_WOULD_TAKE",
    order: { ...SALE, postOnly: true, timeInForce: "gtc" },
    view: { freeHolding: quantity("10") },
    passes: [yes("0.51"), yes("0.50")],
    fails: [yes("0.49"), yes("0.48")],
  },
  {
    name: "the order is for too much of what is on offer",
    code: "DEPTH_LIMIT_EXCEEDED",
    passes: [
      { offeredQuantity: quantity("200.000001") },
      { offeredQuantity: quantity("200") },
      { offeredQuantity: quantity("0") },
      { offeredQuantity: null },
    ],
    fails: [{ offeredQuantity: quantity("199.999999") }],
  },
  {
    name: "the order is too large",
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    passes: [{ quantity: quantity("99.999998") }, {
      quantity: quantity("100"),
    }],
    fails: [{ quantity: quantity("100.000002") }],
  },
  {
    name: "the position would be too large",
    code: "POSITION_LIMIT_EXCEEDED",
    passes: [{ positionCost: usd("29.999999") }, { positionCost: usd("30") }],
    fails: [{ positionCost: usd("30.000001") }],
  },
  {
    name: "the contestant would hold and have open too much",
    code: "ACCOUNT_EXPOSURE_EXCEEDED",
    passes: [{ accountExposure: usd("247.999999") }, {
      accountExposure: usd("248"),
    }],
    fails: [{ accountExposure: usd("248.000001") }],
  },
  {
    name: "everybody together would have too much in one market",
    code: "INSTRUMENT_EXPOSURE_EXCEEDED",
    passes: [{ instrumentExposure: usd("347.999999") }, {
      instrumentExposure: usd("348"),
    }],
    fails: [{ instrumentExposure: usd("348.000001") }],
  },
  {
    name: "everybody together would have too much on one event",
    code: "UNDERLYING_EXPOSURE_EXCEEDED",
    passes: [{ underlyingExposure: usd("447.999999") }, {
      underlyingExposure: usd("448"),
    }],
    fails: [{ underlyingExposure: usd("448.000001") }],
  },
  {
    name: "everybody together would have too much",
    code: "GLOBAL_EXPOSURE_EXCEEDED",
    passes: [{ globalExposure: usd("547.999999") }, {
      globalExposure: usd("548"),
    }],
    fails: [{ globalExposure: usd("548.000001") }],
  },
  {
    name: "the exposure would be too large a multiple of the equity",
    code: "LEVERAGE_EXCEEDED",
    view: {
      accountExposure: usd("200"),
      equityPeak: usd("126"),
      equityAtDayStart: usd("126"),
    },
    passes: [{ equity: usd("126.000001") }, { equity: usd("126") }],
    fails: [{ equity: usd("125.999999") }, { equity: usd("0") }],
  },
  {
    name: "the order may cost more than is free",
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    passes: [{ freeCash: usd("52") }, { freeCash: usd("52.000001") }],
    fails: [{ freeCash: usd("51.999999") }],
  },
  {
    name: "the order may cost more than the venue has for it",
    code: "VENUE_BALANCE_INSUFFICIENT",
    passes: [
      { venueFreeCash: usd("52") },
      { venueFreeCash: usd("52.000001") },
      { venueFreeCash: null },
    ],
    fails: [{ venueFreeCash: usd("51.999999") }],
  },
  {
    name: "too many orders came within a second",
    code: "RATE_LIMIT_EXCEEDED",
    passes: [{ ordersInLastSecond: 0 }, { ordersInLastSecond: 1 }],
    fails: [{ ordersInLastSecond: 2 }, { ordersInLastSecond: 3 }],
  },
  {
    name: "too many orders came within a minute",
    code: "RATE_LIMIT_EXCEEDED",
    passes: [{ ordersInLastMinute: 1 }, { ordersInLastMinute: 2 }],
    fails: [{ ordersInLastMinute: 3 }, { ordersInLastMinute: 4 }],
  },
  {
    name: "too many orders came in one round",
    code: "ROUND_LIMIT_EXCEEDED",
    passes: [{ ordersInRound: 2 }, { ordersInRound: 3 }],
    fails: [{ ordersInRound: 4 }, { ordersInRound: 5 }],
  },
  {
    name: "too many losses came in a row",
    code: "COOLDOWN_ACTIVE",
    view: { lostAtMs: 49_500 },
    passes: [{ lossesInARow: 1 }, { lossesInARow: 2 }],
    fails: [{ lossesInARow: 3 }, { lossesInARow: 4 }],
  },
  {
    name: "the last of them was too short a while ago",
    code: "COOLDOWN_ACTIVE",
    view: { lossesInARow: 3 },
    passes: [{ lostAtMs: 48_999 }, { lostAtMs: 49_000 }],
    fails: [{ lostAtMs: 49_001 }],
  },
  {
    name: "too much of the day's equity is lost",
    code: "DAILY_LOSS_EXCEEDED",
    passes: [{ equity: usd("900.000001") }, { equity: usd("900") }],
    fails: [{ equity: usd("899.999999") }],
  },
  {
    name: "too much of the peak is lost",
    code: "MAX_DRAWDOWN_EXCEEDED",
    view: { equityAtDayStart: usd("800") },
    passes: [{ equity: usd("800.000001") }, { equity: usd("800") }],
    fails: [{ equity: usd("799.999999") }],
  },
];

for (const { name, code, order = {}, view = {}, passes, fails } of CASES) {
  Deno.test(`review() denies an order with ${code} when ${name}, and not at the limit`, () => {
    for (const pass of passes) {
      assertEquals(
        reviewed({ ...order, ...pass }, { ...view, ...pass }),
        "approved",
      );
    }
    for (const fail of fails) {
      assertEquals(
        reviewed({ ...order, ...fail }, { ...view, ...fail }),
        code,
      );
    }
  });
}

Deno.test("review() has a case at its limit for every denial code", () => {
  const cases = new Set<string>(CASES.map(({ code }) => code));
  assertEquals(
    Object.keys(DENIAL_CODES).filter((code) => !cases.has(code)),
    [],
  );
});

/** Returns what becomes of every order of every case. */
function verdictsBy(limits: OrderLimits): readonly string[] {
  return CASES.flatMap(({ order = {}, view = {}, passes, fails }) =>
    [...passes, ...fails].map((change) => {
      const verdict = review(
        { ...ORDER, ...order, ...change },
        { ...VIEW, ...view, ...change },
        limits,
      );
      return verdict.kind === "denied" ? verdict.denial.code : "approved";
    })
  );
}

Deno.test("pains: every limit that can be set is one that orders pass or fail by", () => {
  const asSet = verdictsBy(LIMITS).join();
  const idle = Object.entries(LIMITS).flatMap(([name, value]) => {
    const others = typeof value === "bigint"
      ? [0n, value * 100n]
      : [0, value * 100];
    const isApplied = others.some((other) =>
      verdictsBy({ ...LIMITS, [name]: other }).join() !== asSet
    );
    return isApplied ? [] : [name];
  });
  assertEquals(idle, []);
});

Deno.test("review() lets a sale pass whatever was lost, spent, waited for or held elsewhere", () => {
  const view = {
    tradingState: "reducing",
    freeHolding: quantity("10"),
    freeCash: usd("0"),
    venueFreeCash: usd("0"),
    offeredQuantity: quantity("1"),
    positionCost: usd("500"),
    accountExposure: usd("5000"),
    instrumentExposure: usd("5000"),
    underlyingExposure: usd("5000"),
    globalExposure: usd("5000"),
    lossesInARow: 10,
    lostAtMs: 50_000,
    equity: usd("1"),
  } as const;
  assertEquals(reviewed(SALE, view), "approved");
});

Deno.test("review() says in one sentence what was asked for and what the limit is", () => {
  const verdicts = CASES.flatMap(({ order = {}, view = {}, fails }) =>
    fails.map((fail) =>
      review(
        { ...ORDER, ...order, ...fail },
        { ...VIEW, ...view, ...fail },
        LIMITS,
      )
    )
  );
  for (const verdict of verdicts) {
    assert(verdict.kind === "denied");
    assertMatch(verdict.denial.detail, /^[A-Z0-9].*\.$/);
  }
});
