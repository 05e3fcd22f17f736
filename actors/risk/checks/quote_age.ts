import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkQuoteAge(
  _order: Order,
  { quote, nowMs }: RiskView,
  { quoteAgeMsMax }: OrderLimits,
): Denial | null {
  if (quote === null) {
    return { code: "STALE_QUOTE", detail: "There is no quote." };
  }
  const ageMs = nowMs - quote.occurredAtMs;
  if (ageMs <= quoteAgeMsMax) return null;
  return {
    code: "STALE_QUOTE",
    detail: `The quote is ${ageMs} ms old, the limit ${quoteAgeMsMax} ms.`,
  };
}
