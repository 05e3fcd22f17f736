import { printQuantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkQuantityMax(
  { quantity }: Order,
  _view: RiskView,
  { orderQuantityMax }: OrderLimits,
): Denial | null {
  if (quantity <= orderQuantityMax) return null;
  return {
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    detail: `The quantity is ${printQuantity(quantity)}, the limit is ${
      printQuantity(orderQuantityMax)
    }.`,
  };
}
