import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import {
  effectOf,
  type OrderEffect,
  perpetualEffect,
} from "../../domain/order_effect.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";

/** An order, of outcomes or of a perpetual, as far as a trading state looks at it. */
export interface ControlledOrder {
  readonly id: OrderId;
  readonly contestantId: ContestantId;
  readonly effect: OrderEffect;
}

/** Returns an order of outcomes as a trading state sees it. */
export function controlledOrder(order: Order): ControlledOrder {
  const { id, contestantId } = order;
  return { id, contestantId, effect: effectOf(order) };
}

/** Returns an order for a perpetual as a trading state sees it. */
export function controlledPerpetual(order: PerpetualOrder): ControlledOrder {
  const { id, contestantId } = order;
  return { id, contestantId, effect: perpetualEffect(order) };
}

/** Returns every order that has its row and is not over, those of outcomes first. */
export function workingOrders(
  { orders, perpetualOrders }: Pick<ArenaBooks, "orders" | "perpetualOrders">,
): readonly ControlledOrder[] {
  return [
    ...[...orders.working.values()].map(controlledOrder),
    ...[...perpetualOrders.open.values()].map(controlledPerpetual),
  ];
}
