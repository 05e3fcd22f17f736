import { isOnGrid, printPrice, yesScale } from "../../../domain/price.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** A limit on the other outcome's scale is a price of something else. */
export function checkPriceGrid(
  { limit, outcome }: Order,
  { market }: RiskView,
): Denial | null {
  const isInside = limit.price > 0n && limit.price < 1_000_000n;
  const isOnScale = limit.outcome === outcome;
  if (
    isInside && isOnScale &&
    (market === null || isOnGrid(yesScale(limit), market.priceRanges))
  ) return null;
  return {
    code: "PRICE_OUT_OF_BAND",
    detail: `The limit is ${
      printPrice(limit.price)
    } for ${limit.outcome} of an order for ${outcome}.`,
  };
}
