import type { RiskView } from "../../actors/risk/check.ts";
import type { OrderLimits } from "../../actors/risk/limits.ts";
import { review } from "../../actors/risk/review.ts";
import type { Approved } from "../../domain/approval.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";

const PLENTY = usd("1000000");
const NONE = usd("0");

/** Of a contestant that has plenty of everything, in a book that is empty to the ends. */
const VIEW: Omit<RiskView, "isReplacedOpen" | "quote"> = {
  season: { id: OPEN_SEASON, isOver: false, isPaused: false, venues: null },
  nowMs: 0,
  decidedAtMs: 0,
  liftedAtMs: null,
  tradingState: "active",
  tradingStateDetail: "",
  circuit: "closed",
  degraded: null,
  pause: null,
  market: SAMPLE_MARKET,
  offeredQuantity: null,
  freeHolding: quantity("1000000"),
  positionCost: NONE,
  accountExposure: NONE,
  instrumentExposure: NONE,
  underlyingExposure: NONE,
  globalExposure: NONE,
  freeCash: PLENTY,
  venueFreeCash: null,
  costMax: NONE,
  ordersInLastSecond: 0,
  ordersInLastMinute: 0,
  ordersInRound: 0,
  lossesInARow: 0,
  lostAtMs: null,
  equity: PLENTY,
  equityPeak: PLENTY,
  equityAtDayStart: PLENTY,
};
const LIMITS: OrderLimits = {
  quoteAgeMsMax: 1_000,
  decisionAgeMsMax: 0,
  priceBandMax: usd("1"),
  orderQuantityMax: quantity("1000000"),
  depthShareMaxMicros: 1_000_000n,
  orderNotionalMax: PLENTY,
  positionCostMax: PLENTY,
  accountExposureMax: PLENTY,
  instrumentExposureMax: PLENTY,
  underlyingExposureMax: PLENTY,
  globalExposureMax: PLENTY,
  leverageMaxMicros: 1_000_000n,
  ordersPerSecondMax: 1,
  ordersPerMinuteMax: 1,
  ordersPerRoundMax: 1,
  cooldownLosses: 1,
  cooldownMs: 0,
  dailyLossMaxMicros: 1_000_000n,
  drawdownMaxMicros: 1_000_000n,
};

/** Returns `order` as risk lets it through that finds it sound and its contestant rich. @throws {Error} If it is not sound. */
export function approvedOrder(order: Order): Approved<Order> {
  const verdict = review(order, {
    ...VIEW,
    quote: {
      marketId: order.marketId,
      yesBid: yesPrice("0"),
      yesAsk: yesPrice("1"),
      occurredAtMs: 0,
    },
    isReplacedOpen: order.replaces === null ? null : true,
  }, LIMITS);
  if (verdict.kind === "approved") return verdict.order;
  throw new Error(
    `Cannot test as order "${order.id}" must be sound: current value is ${verdict.denial.code}`,
  );
}
