import { printUsd, usdFromMicros } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import { printPrice } from "../../../domain/price.ts";
import { quotedPrice } from "../../../domain/quoted_price.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/**
 * A limit may lie as far on the safe side of the quote as it likes. Where the side that it would trade with is not
 * quoted, the other one counts; where none is, there is nothing to hold it to.
 */
export function checkPriceBand(
  { side, outcome, limit }: Order,
  { quote }: RiskView,
  { priceBandMax }: OrderLimits,
): Denial | null {
  if (quote === null) return null;
  const [near, far] = side === "buy"
    ? ["ask", "bid"] as const
    : ["bid", "ask"] as const;
  const quoted = quotedPrice(quote, outcome, near) ??
    quotedPrice(quote, outcome, far);
  if (quoted === null) {
    return { code: "PRICE_OUT_OF_BAND", detail: "Neither side is quoted." };
  }
  const past = side === "buy"
    ? limit.price - quoted.price
    : quoted.price - limit.price;
  if (past <= priceBandMax) return null;
  return {
    code: "PRICE_OUT_OF_BAND",
    detail: `The limit of ${printPrice(limit.price)} is ${
      printUsd(usdFromMicros(past))
    } past the quote, the limit is ${printUsd(priceBandMax)}.`,
  };
}
