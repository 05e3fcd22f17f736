import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/** A half-open circuit lets orders through: the executor picks the one that tries. */
export function checkVenueCircuit(
  { marketId }: Order,
  { circuit }: RiskView,
): Denial | null {
  if (circuit !== "open") return null;
  return {
    code: "VENUE_CIRCUIT_OPEN",
    detail: `The circuit to the venue of ${marketId} is open.`,
  };
}
