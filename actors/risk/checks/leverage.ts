import { add, formatUsd, MICROS } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/** Nobody whose equity is gone may buy anything, whatever the multiple. */
export function checkLeverage(
  { side }: Order,
  { accountExposure, costMax, equity }: RiskView,
  { leverageMaxMicros }: OrderLimits,
): Denial | null {
  const exposure = add(accountExposure, costMax);
  if (side === "sell" || exposure * MICROS <= equity * leverageMaxMicros) {
    return null;
  }
  return {
    code: "LEVERAGE_EXCEEDED",
    detail: `The contestant would hold and have open ${
      formatUsd(exposure)
    } on an equity of ${formatUsd(equity)}, the limit is ${
      Number(leverageMaxMicros) / 1e6
    } times.`,
  };
}
