import { review } from "../../actors/risk/review.ts";
import type { Approved } from "../../domain/approval.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";

const PLENTY = usd("1000000");

/** Returns `order` as risk lets it through that finds it sound and its contestant rich. @throws {Error} If it is not sound. */
export function approvedOrder(order: Order): Approved<Order> {
  const verdict = review(order, {
    nowMs: 0,
    market: SAMPLE_MARKET,
    quote: {
      marketId: order.marketId,
      yesBid: yesPrice("0.50"),
      yesAsk: yesPrice("0.52"),
      occurredAtMs: 0,
    },
    freeHolding: quantity("1000000"),
    positionCost: usd("0"),
    freeCash: PLENTY,
    costMax: usd("0"),
    ordersInLastMinute: 0,
    equity: PLENTY,
    equityPeak: PLENTY,
  }, {
    quoteAgeMsMax: 1_000,
    orderNotionalMax: PLENTY,
    positionCostMax: PLENTY,
    ordersPerMinuteMax: 1,
    drawdownMaxMicros: 1_000_000n,
  });
  if (verdict.kind === "approved") return verdict.order;
  throw new Error(
    `Cannot test as order "${order.id}" must be sound: current value is ${verdict.denial.code}`,
  );
}
