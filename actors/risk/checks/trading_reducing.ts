import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** A sale is of what is held, so it makes a position smaller; a purchase never does. */
export function checkTradingReducing(
  { side }: Order,
  { tradingState, tradingStateDetail }: RiskView,
): Denial | null {
  if (tradingState !== "reducing" || side === "sell") return null;
  return { code: "TRADING_STATE_REDUCING", detail: tradingStateDetail };
}
