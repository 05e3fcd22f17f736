import { add, formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkGlobalExposure(
  { side }: Order,
  { globalExposure, costMax }: RiskView,
  { globalExposureMax }: OrderLimits,
): Denial | null {
  const exposure = add(globalExposure, costMax);
  if (side === "sell" || exposure <= globalExposureMax) return null;
  return {
    code: "GLOBAL_EXPOSURE_EXCEEDED",
    detail: `All together would hold and have open ${
      formatUsd(exposure)
    }, the limit is ${formatUsd(globalExposureMax)}.`,
  };
}
