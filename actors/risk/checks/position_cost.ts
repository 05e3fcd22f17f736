import { add, formatUsd, notional } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkPositionCost(
  { side, limit, quantity }: Order,
  { positionCost }: RiskView,
  { positionCostMax }: OrderLimits,
): Denial | null {
  if (side === "sell") return null;
  const cost = add(positionCost, notional(limit.price, quantity, "ceil"));
  if (cost <= positionCostMax) return null;
  return {
    code: "POSITION_LIMIT_EXCEEDED",
    detail: `The position would cost ${formatUsd(cost)}, the limit is ${
      formatUsd(positionCostMax)
    }.`,
  };
}
