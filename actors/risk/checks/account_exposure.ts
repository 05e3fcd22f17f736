import { add, formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkAccountExposure(
  { side }: Order,
  { accountExposure, costMax }: RiskView,
  { accountExposureMax }: OrderLimits,
): Denial | null {
  const exposure = add(accountExposure, costMax);
  if (side === "sell" || exposure <= accountExposureMax) return null;
  return {
    code: "ACCOUNT_EXPOSURE_EXCEEDED",
    detail: `The contestant would hold and have open ${
      formatUsd(exposure)
    }, the limit is ${formatUsd(accountExposureMax)}.`,
  };
}
