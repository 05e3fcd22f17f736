import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

export function checkInstrument(
  { marketId }: Order,
  { market }: RiskView,
): Denial | null {
  if (market !== null) return null;
  return {
    code: "INSTRUMENT_NOT_FOUND",
    detail: `The arena does not know ${marketId}.`,
  };
}
