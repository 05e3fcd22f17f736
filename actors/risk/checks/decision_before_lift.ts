import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkDecisionBeforeLift(
  _order: Order,
  { decidedAtMs, liftedAtMs }: RiskView,
): Denial | null {
  if (liftedAtMs === null || decidedAtMs >= liftedAtMs) return null;
  return {
    code: "DECIDED_BEFORE_LIFT",
    detail: `The decision was made ${
      liftedAtMs - decidedAtMs
    } ms before trading was let on again.`,
  };
}
