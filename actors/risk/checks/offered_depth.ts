import { MICROS, printQuantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/**
 * A thin book is no reason to be kept from selling, and takes nothing from an order that finds no offer: one that
 * fills at once ends with nothing, any other rests.
 */
export function checkOfferedDepth(
  { quantity, side }: Order,
  { offeredQuantity }: RiskView,
  { depthShareMaxMicros }: OrderLimits,
): Denial | null {
  if (
    side === "sell" || offeredQuantity === null || offeredQuantity === 0n ||
    quantity * MICROS <= offeredQuantity * depthShareMaxMicros
  ) return null;
  return {
    code: "DEPTH_LIMIT_EXCEEDED",
    detail: `The order is for ${printQuantity(quantity)}, on offer are ${
      printQuantity(offeredQuantity)
    }, of which the limit is ${Number(depthShareMaxMicros) / 1e6}.`,
  };
}
