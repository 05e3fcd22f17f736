import { add, formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkUnderlyingExposure(
  { side }: Order,
  { underlyingExposure, costMax }: RiskView,
  { underlyingExposureMax }: OrderLimits,
): Denial | null {
  const exposure = add(underlyingExposure, costMax);
  if (side === "sell" || exposure <= underlyingExposureMax) return null;
  return {
    code: "UNDERLYING_EXPOSURE_EXCEEDED",
    detail: `All together would hold and have open on this event ${
      formatUsd(exposure)
    }, the limit is ${formatUsd(underlyingExposureMax)}.`,
  };
}
