import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** What a venue says in another language than it used to is not traded on, in either direction. */
export function checkVenueDegraded(
  _order: Order,
  { degraded }: RiskView,
): Denial | null {
  return degraded === null
    ? null
    : { code: "VENUE_DEGRADED", detail: degraded };
}
