import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkOrdersPerSecond(
  _order: Order,
  { ordersInLastSecond }: RiskView,
  { ordersPerSecondMax }: OrderLimits,
): Denial | null {
  if (ordersInLastSecond < ordersPerSecondMax) return null;
  return {
    code: "RATE_LIMIT_EXCEEDED",
    detail:
      `${ordersInLastSecond} orders within a second, the limit is ${ordersPerSecondMax}.`,
  };
}
