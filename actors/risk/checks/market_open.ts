import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkMarketOpen(
  _order: Order,
  { market, nowMs }: RiskView,
): Denial | null {
  if (
    market === null || (market.phase === "open" && nowMs < market.closesAtMs)
  ) return null;
  return {
    code: "MARKET_CLOSED",
    detail: `The market is ${
      nowMs < market.closesAtMs ? market.phase : "past its close"
    }.`,
  };
}
