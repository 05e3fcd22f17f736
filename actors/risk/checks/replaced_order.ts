import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkReplacedOrder(
  { replaces }: Order,
  { isReplacedOpen }: RiskView,
): Denial | null {
  if (isReplacedOpen !== false) return null;
  return {
    code: "REPLACED_ORDER_CLOSED",
    detail:
      `The contestant has no open order ${replaces} of this kind to be replaced.`,
  };
}
