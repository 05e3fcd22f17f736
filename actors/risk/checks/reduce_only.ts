import { printQuantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** What is sold by an open order already makes the position smaller and cannot be sold again. */
export function checkReduceOnly(
  { reduceOnly, side, quantity }: Order,
  { freeHolding }: RiskView,
): Denial | null {
  if (!reduceOnly || (side === "sell" && quantity <= freeHolding)) return null;
  return {
    code: "REDUCE_ONLY_WOULD_INCREASE",
    detail: side === "buy"
      ? "The order is a purchase."
      : `The sale is of ${printQuantity(quantity)}, free to sell are ${
        printQuantity(freeHolding)
      }.`,
  };
}
