import { formatUsd, MICROS, type UsdMicros } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/** Whether more of `equityPeak` is gone than the limit lets go. */
export function isDrawdownExceeded(
  { equity, equityPeak }: {
    readonly equity: UsdMicros;
    readonly equityPeak: UsdMicros;
  },
  { drawdownMaxMicros }: Pick<OrderLimits, "drawdownMaxMicros">,
): boolean {
  const lost = equityPeak - equity;
  return lost * MICROS > equityPeak * drawdownMaxMicros;
}

/** A sale makes the position smaller and is never denied for a loss. */
export function checkDrawdown(
  { side }: Order,
  view: RiskView,
  limits: OrderLimits,
): Denial | null {
  if (side === "sell" || !isDrawdownExceeded(view, limits)) return null;
  return {
    code: "MAX_DRAWDOWN_EXCEEDED",
    detail: `Equity is ${formatUsd(view.equity)} after a peak of ${
      formatUsd(view.equityPeak)
    }.`,
  };
}
