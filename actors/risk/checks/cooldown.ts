import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";
import type { OrderLimits } from "../limits.ts";

/** Whoever waits may still sell. The next loss in a row makes it wait anew. */
export function checkCooldown(
  { side }: Order,
  { lossesInARow, lostAtMs, nowMs }: RiskView,
  { cooldownLosses, cooldownMs }: OrderLimits,
): Denial | null {
  if (
    side === "sell" || lostAtMs === null || lossesInARow < cooldownLosses ||
    nowMs >= lostAtMs + cooldownMs
  ) return null;
  return {
    code: "COOLDOWN_ACTIVE",
    detail: `${lossesInARow} losses in a row, ${
      lostAtMs + cooldownMs - nowMs
    } ms left to wait.`,
  };
}
