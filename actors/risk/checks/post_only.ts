import type { Order } from "../../../domain/order.ts";
import { printPrice } from "../../../domain/price.ts";
import { quotedPrice } from "../../../domain/quoted_price.ts";
import type { Denial, RiskView } from "../check.ts";

/** An order that may only rest must be one that can: nothing of an immediate one ever does. */
export function checkPostOnly(
  { postOnly, timeInForce, side, outcome, limit }: Order,
  { quote }: RiskView,
): Denial | null {
  if (!postOnly) return null;
  if (timeInForce === "ioc" || timeInForce === "fok") {
    return {
      code: "POST_ONLY_WOULD_TAKE",
      detail: `The order is ${timeInForce} and could not rest.`,
    };
  }
  if (quote === null) return null;
  const quoted = quotedPrice(quote, outcome, side === "buy" ? "ask" : "bid");
  if (quoted === null) return null;
  const wouldTake = side === "buy"
    ? limit.price >= quoted.price
    : limit.price <= quoted.price;
  if (!wouldTake) return null;
  return {
    code: "POST_ONLY_WOULD_TAKE",
    detail: `The limit is ${printPrice(limit.price)}, the quote ${
      printPrice(quoted.price)
    }.`,
  };
}
