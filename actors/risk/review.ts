import type { Approved } from "../../domain/approval.ts";
import type { Order } from "../../domain/order.ts";
import type { Denial, RiskView } from "./check.ts";
import { CHECKS } from "./checks.ts";
import type { OrderLimits } from "./limits.ts";

/** What became of a review. */
export type Verdict =
  | { readonly kind: "approved"; readonly order: Approved<Order> }
  | { readonly kind: "denied"; readonly denial: Denial };

/** Holds `order` to every limit. This is the only place that approves one. */
export function review(
  order: Order,
  view: RiskView,
  limits: OrderLimits,
): Verdict {
  for (const check of CHECKS) {
    const denial = check(order, view, limits);
    if (denial !== null) return { kind: "denied", denial };
  }
  return { kind: "approved", order: order as Approved<Order> };
}
