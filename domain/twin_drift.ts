import { type Fill, fillNotional } from "./fill.ts";
import {
  add,
  type Quantity,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";

/** What was filled of one order, all in all. */
export interface FilledTotals {
  readonly quantity: Quantity;
  /** Sum of price × quantity, without fees. */
  readonly notional: UsdMicros;
  readonly fees: UsdMicros;
}

const BPS = 10_000;

/** Returns what the fills of one order come to. */
export function filledTotals(fills: readonly Fill[]): FilledTotals {
  let totals = { quantity: ZERO_QUANTITY, notional: ZERO_USD, fees: ZERO_USD };
  for (const fill of fills) {
    totals = {
      quantity: add(totals.quantity, fill.quantity),
      notional: add(totals.notional, fillNotional(fill)),
      fees: add(totals.fees, fill.fee),
    };
  }
  return totals;
}

/**
 * Returns how much worse a live order traded than its twin at the paper exchange, in basis points of what a
 * contract of the twin cost or brought, fees included. Below 0 it traded better.
 *
 * @param fills The fills of the live order, at least one for a result.
 * @param twin What the simulator filled of the same order.
 * @returns `null` where either filled nothing, or the twin's contracts came to nothing.
 */
export function driftBps(
  fills: readonly Fill[],
  twin: FilledTotals,
): number | null {
  const [first] = fills;
  if (first === undefined || twin.quantity === ZERO_QUANTITY) return null;
  const live = filledTotals(fills);
  const sign = first.side === "buy" ? 1n : -1n;
  // Per contract, on one denominator, so that nothing is rounded before the end.
  const lived = (live.notional + sign * live.fees) * twin.quantity;
  const simulated = (twin.notional + sign * twin.fees) * live.quantity;
  if (simulated <= 0n) return null;
  return Number(sign * (lived - simulated)) * BPS / Number(simulated);
}
