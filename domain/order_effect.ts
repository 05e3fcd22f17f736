import type { Order } from "./order.ts";
import type { PerpetualOrder } from "./perpetual_order.ts";

/**
 * What an order does to what its contestant holds, as far as a trading state looks at it. A liquidation is the
 * venue's doing, which no state keeps back.
 */
export type OrderEffect = "increases" | "reduces" | "liquidates";

/** Returns what an order of outcomes does: who buys holds more, unless it may only reduce. */
export function effectOf(
  { side, reduceOnly }: Pick<Order, "side" | "reduceOnly">,
): OrderEffect {
  return side === "buy" && !reduceOnly ? "increases" : "reduces";
}

/** Returns what an order for a perpetual does: either side may open a position, unless it may only reduce. */
export function perpetualEffect(
  { cause, reduceOnly }: Pick<PerpetualOrder, "cause" | "reduceOnly">,
): OrderEffect {
  if (cause === "liquidation") return "liquidates";
  return reduceOnly ? "reduces" : "increases";
}
