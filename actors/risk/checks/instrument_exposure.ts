import { add, formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkInstrumentExposure(
  { side }: Order,
  { instrumentExposure, costMax }: RiskView,
  { instrumentExposureMax }: OrderLimits,
): Denial | null {
  const exposure = add(instrumentExposure, costMax);
  if (side === "sell" || exposure <= instrumentExposureMax) return null;
  return {
    code: "INSTRUMENT_EXPOSURE_EXCEEDED",
    detail: `All together would hold and have open in this market ${
      formatUsd(exposure)
    }, the limit is ${formatUsd(instrumentExposureMax)}.`,
  };
}
