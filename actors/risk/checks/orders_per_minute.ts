import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkOrdersPerMinute(
  _order: Order,
  { ordersInLastMinute }: RiskView,
  { ordersPerMinuteMax }: OrderLimits,
): Denial | null {
  if (ordersInLastMinute < ordersPerMinuteMax) return null;
  return {
    code: "RATE_LIMIT_EXCEEDED",
    detail:
      `${ordersInLastMinute} orders within a minute, the limit is ${ordersPerMinuteMax}.`,
  };
}
