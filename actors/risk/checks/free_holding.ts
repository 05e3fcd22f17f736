import { printQuantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** Outcomes are held, never sold short. */
export function checkFreeHolding(
  { side, quantity }: Order,
  { freeHolding }: RiskView,
): Denial | null {
  if (side === "buy" || quantity <= freeHolding) return null;
  return {
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    detail: `The sale is of ${printQuantity(quantity)}, free to sell are ${
      printQuantity(freeHolding)
    }.`,
  };
}
