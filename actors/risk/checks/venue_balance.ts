import { formatUsd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** What the venue would refuse is not asked of it again and again. */
export function checkVenueBalance(
  { side }: Order,
  { costMax, venueFreeCash }: RiskView,
): Denial | null {
  if (side === "sell" || venueFreeCash === null || costMax <= venueFreeCash) {
    return null;
  }
  return {
    code: "VENUE_BALANCE_INSUFFICIENT",
    detail: `The order may cost ${formatUsd(costMax)}, the venue has ${
      formatUsd(venueFreeCash)
    } for it.`,
  };
}
