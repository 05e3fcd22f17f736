import type { Order } from "../../../domain/order.ts";
import { pauseSentence } from "../../../domain/trading_pauses.ts";
import type { Denial, RiskView } from "../check.ts";

/** A venue that pauses takes no order from anybody, so none is sent, and none is filled on paper: exits as little. */
export function checkTradingHours(
  _order: Order,
  { market, pause }: RiskView,
): Denial | null {
  return market === null || pause === null ? null : {
    code: "OUTSIDE_TRADING_HOURS",
    detail: pauseSentence(market.venue, pause),
  };
}
