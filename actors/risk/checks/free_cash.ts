import { formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkFreeCash(
  { side }: Order,
  { costMax, freeCash }: RiskView,
): Denial | null {
  if (side === "sell" || costMax <= freeCash) return null;
  return {
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    detail: `The order may cost ${formatUsd(costMax)}, free are ${
      formatUsd(freeCash)
    }.`,
  };
}
