import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** Nothing passes a halt; cancels are no orders. */
export function checkTradingHalted(
  _order: Order,
  { tradingState, tradingStateDetail }: RiskView,
): Denial | null {
  if (tradingState !== "halted") return null;
  return { code: "TRADING_HALTED", detail: tradingStateDetail };
}
