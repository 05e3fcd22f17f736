import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";

/**
 * Returns which of the working orders buys the other outcome of an order's market, `null` without one: what both
 * fill the venue would net, and hold neither.
 */
export function oppositeOf(
  { marketId, outcome }: Pick<Order, "marketId" | "outcome">,
  working: Iterable<OrderId>,
  orderOf: (id: OrderId) => Order | null,
): OrderId | null {
  for (const id of working) {
    const order = orderOf(id);
    const isOpposite = order !== null && order.side === "buy" &&
      order.marketId === marketId && order.outcome !== outcome;
    if (isOpposite) return id;
  }
  return null;
}
