import { formatUsd, MICROS, type UsdMicros } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/** Whether more of `equityAtDayStart` is gone than the limit lets go. */
export function isDailyLossExceeded(
  { equity, equityAtDayStart }: {
    readonly equity: UsdMicros;
    readonly equityAtDayStart: UsdMicros;
  },
  { dailyLossMaxMicros }: Pick<OrderLimits, "dailyLossMaxMicros">,
): boolean {
  const lost = equityAtDayStart - equity;
  return lost * MICROS > equityAtDayStart * dailyLossMaxMicros;
}

/** A sale makes the position smaller and is never denied for a loss. */
export function checkDailyLoss(
  { side }: Order,
  view: RiskView,
  limits: OrderLimits,
): Denial | null {
  if (side === "sell" || !isDailyLossExceeded(view, limits)) return null;
  return {
    code: "DAILY_LOSS_EXCEEDED",
    detail: `Equity is ${formatUsd(view.equity)} after ${
      formatUsd(view.equityAtDayStart)
    } at midnight UTC.`,
  };
}
