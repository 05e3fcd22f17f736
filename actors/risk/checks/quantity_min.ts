import { printQuantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkQuantityMin(
  { quantity }: Order,
  { market }: RiskView,
): Denial | null {
  if (quantity > 0n && (market === null || quantity >= market.quantityMin)) {
    return null;
  }
  return {
    code: "QUANTITY_BELOW_MINIMUM",
    detail: `The quantity is ${printQuantity(quantity)}.`,
  };
}
