import { assertEquals } from "@std/assert";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { CENT_GRID, noPrice, yesPrice } from "../../domain/price.ts";
import type { RiskView } from "./checks.ts";
import type { RiskLimits } from "./limits.ts";
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

const LIMITS: RiskLimits = {
  quoteAgeMsMax: 1_000,
  orderNotionalMax: usd("50"),
  positionCostMax: usd("80"),
  ordersPerMinuteMax: 3,
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
  timeInForce: "ioc",
  status: "initialized",
  filledQuantity: ZERO_QUANTITY,
  filledNotional: ZERO_USD,
  createdAtMs: 50_000,
};

const VIEW: RiskView = {
  nowMs: 50_000,
  market: MARKET,
  quote: {
    marketId: ID,
    yesBid: yesPrice("0.49"),
    yesAsk: yesPrice("0.50"),
    occurredAtMs: 49_000,
  },
  freeHolding: quantity("0"),
  positionCost: usd("0"),
  freeCash: usd("1000"),
  costMax: usd("52"),
  ordersInLastMinute: 0,
  equity: usd("1000"),
  equityPeak: usd("1000"),
};

/** Returns the denial code, or `approved`. */
function reviewed(order: Partial<Order>, view: Partial<RiskView>): string {
  const verdict = review({ ...ORDER, ...order }, { ...VIEW, ...view }, LIMITS);
  return verdict.kind === "denied" ? verdict.denial.code : "approved";
}

const SALE: Partial<Order> = { side: "sell", quantity: quantity("10") };

const CASES: readonly {
  readonly name: string;
  readonly code: string;
  readonly order?: Partial<Order>;
  readonly passes: readonly Partial<RiskView & Order>[];
  readonly fails: readonly Partial<RiskView & Order>[];
}[] = [
  {
    name: "the market is unknown",
    code: "INSTRUMENT_NOT_FOUND",
    passes: [{}],
    fails: [{ market: null }],
  },
  {
    name: "the market does not take orders",
    code: "MARKET_CLOSED",
    passes: [{ market: { ...MARKET, closesAtMs: 50_001 } }],
    fails: [
      { market: { ...MARKET, closesAtMs: 50_000 } },
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
    name: "the limit price is outside the band or off the tick",
    code: "PRICE_OUT_OF_BAND",
    passes: [{ limit: { outcome: "yes", price: yesPrice("0.01") } }, {
      outcome: "no",
      limit: { outcome: "no", price: noPrice("0.49") },
    }],
    fails: [
      { limit: { outcome: "yes", price: yesPrice("0") } },
      { limit: { outcome: "yes", price: yesPrice("1") } },
      { limit: { outcome: "yes", price: yesPrice("0.495") } },
      { limit: { outcome: "no", price: noPrice("0.49") } },
    ],
  },
  {
    name: "the quantity is under the minimum",
    code: "QUANTITY_BELOW_MINIMUM",
    passes: [{ quantity: quantity("1") }, { quantity: quantity("1.000001") }],
    fails: [{ quantity: quantity("0.999999") }, { quantity: quantity("0") }],
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
    name: "the order may cost more than is free",
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    passes: [{ freeCash: usd("52") }, { freeCash: usd("52.000001") }],
    fails: [{ freeCash: usd("51.999999") }],
  },
  {
    name: "too many orders came within a minute",
    code: "RATE_LIMIT_EXCEEDED",
    passes: [{ ordersInLastMinute: 1 }, { ordersInLastMinute: 2 }],
    fails: [{ ordersInLastMinute: 3 }],
  },
  {
    name: "too much of the peak is lost",
    code: "MAX_DRAWDOWN_EXCEEDED",
    passes: [{ equity: usd("800.000001") }, { equity: usd("800") }],
    fails: [{ equity: usd("799.999999") }],
  },
];

for (const { name, code, order = {}, passes, fails } of CASES) {
  Deno.test(`review() denies an order with ${code} when ${name}, and not at the limit`, () => {
    for (const pass of passes) {
      assertEquals(reviewed({ ...order, ...pass }, pass), "approved");
    }
    for (const fail of fails) {
      assertEquals(reviewed({ ...order, ...fail }, fail), code);
    }
  });
}

Deno.test("review() lets a sale pass whatever was lost, spent or held elsewhere", () => {
  const view = {
    freeHolding: quantity("10"),
    freeCash: usd("0"),
    positionCost: usd("500"),
    equity: usd("1"),
  };
  assertEquals(reviewed(SALE, view), "approved");
});
