import type { Approved } from "../../domain/approval.ts";
import type { Order } from "../../domain/order.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import type { Denial, RiskView } from "./check.ts";
import { CHECKS } from "./checks.ts";
import type { OrderLimits } from "./limits.ts";
import {
  LIQUIDATION_CHECKS,
  PERPETUAL_CHECKS,
  type PerpetualOrderLimits,
} from "./perpetual_checks.ts";
import type { PerpetualView } from "./perpetual_view.ts";

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

/** What became of a review of an order for a perpetual. */
type PerpetualVerdict =
  | { readonly kind: "approved"; readonly order: Approved<PerpetualOrder> }
  | { readonly kind: "denied"; readonly denial: Denial };

/** Holds an order for a perpetual to every limit that its cause is held to. */
export function reviewPerpetual(
  order: PerpetualOrder,
  view: PerpetualView,
  limits: PerpetualOrderLimits,
): PerpetualVerdict {
  const checks = order.cause === "liquidation"
    ? LIQUIDATION_CHECKS
    : PERPETUAL_CHECKS;
  for (const check of checks) {
    const denial = check(order, view, limits);
    if (denial !== null) return { kind: "denied", denial };
  }
  return { kind: "approved", order: order as Approved<PerpetualOrder> };
}
