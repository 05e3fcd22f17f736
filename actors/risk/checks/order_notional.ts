import { formatUsd, notional } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

export function checkOrderNotional(
  { side, limit, quantity }: Order,
  _view: RiskView,
  { orderNotionalMax }: OrderLimits,
): Denial | null {
  const amount = notional(limit.price, quantity, "ceil");
  if (side === "sell" || amount <= orderNotionalMax) return null;
  return {
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    detail: `The order is for ${formatUsd(amount)}, the limit is ${
      formatUsd(orderNotionalMax)
    }.`,
  };
}
