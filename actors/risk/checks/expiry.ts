import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** An expiry belongs to a `gtd` order, and to no other. */
export function checkExpiry(
  { timeInForce, expiresAtMs }: Order,
  { nowMs }: RiskView,
): Denial | null {
  const isDated = timeInForce === "gtd";
  if (isDated === (expiresAtMs !== null)) {
    if (expiresAtMs === null || expiresAtMs > nowMs) return null;
    return {
      code: "EXPIRE_TIME_IN_PAST",
      detail: `The order expired ${nowMs - expiresAtMs} ms ago.`,
    };
  }
  return {
    code: "EXPIRE_TIME_IN_PAST",
    detail: `The order is ${timeInForce} and has ${
      isDated ? "no" : "an"
    } expiry.`,
  };
}
