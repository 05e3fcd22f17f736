import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkOrdersPerRound(
  _order: Order,
  { ordersInRound }: RiskView,
  { ordersPerRoundMax }: OrderLimits,
): Denial | null {
  if (ordersInRound < ordersPerRoundMax) return null;
  return {
    code: "ROUND_LIMIT_EXCEEDED",
    detail:
      `${ordersInRound} orders in this round, the limit is ${ordersPerRoundMax}.`,
  };
}
