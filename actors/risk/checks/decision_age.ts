import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkDecisionAge(
  _order: Order,
  { decidedAtMs, nowMs }: RiskView,
  { decisionAgeMsMax }: OrderLimits,
): Denial | null {
  const ageMs = nowMs - decidedAtMs;
  if (ageMs <= decisionAgeMsMax) return null;
  return {
    code: "STALE_DECISION",
    detail:
      `The decision is ${ageMs} ms old, the limit ${decisionAgeMsMax} ms.`,
  };
}
