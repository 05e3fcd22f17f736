import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import { deriveFillId } from "../../domain/digest.ts";
import type { Fill } from "../../domain/fill.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import { marketId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import type { OrderSide } from "../../domain/order.ts";
import type { KalshiFill, KalshiOrder } from "./portfolio_schema.ts";
import { bookSideOf, priceOn } from "./order_terms.ts";

/** What a fill row does not say: the book quotes YES alone, and buying NO is selling YES. */
export interface OrderIntent {
  readonly orderId: OrderId;
  readonly contestantId: ContestantId;
  readonly side: OrderSide;
  readonly outcome: Outcome;
}

/**
 * Returns a fill of ours.
 *
 * @throws {RangeError} If it is on the other side of the book than its order: whatever it is, it is not ours.
 */
export function fillOf(row: KalshiFill, intent: OrderIntent): Fill {
  const { orderId, contestantId, side, outcome } = intent;
  const bought = bookSideOf(side, outcome) === "bid" ? "yes" : "no";
  if (row.outcome_side !== bought) {
    throw new RangeError(
      `Cannot read fill ${row.fill_id} as an order to ${side} ${outcome} must buy ${bought}: current value is ${row.outcome_side}`,
    );
  }
  return {
    id: deriveFillId(orderId, row.fill_id),
    orderId,
    contestantId,
    marketId: marketId("kalshi", row.ticker),
    side,
    outcome,
    quantity: row.count_fp,
    price: priceOn(outcome, row.yes_price_dollars),
    fee: row.fee_cost,
    liquidity: row.is_taker ? "taker" : "maker",
    occurredAtMs: row.created_time,
  };
}

/** Returns the records that are of one order of the venue's. */
export function fillsOf(
  venueOrderId: string,
  rows: readonly KalshiFill[],
): readonly KalshiFill[] {
  return rows.filter(({ order_id: id }) => id === venueOrderId);
}

/** Returns how many contracts the records add up to, in millionths. */
export function contractsIn(rows: readonly KalshiFill[]): bigint {
  return rows.reduce((total, { count_fp: count }) => total + count, 0n);
}

/** Returns how an order stands, with its fills; both are of one moment. */
export function reportOf(
  row: Pick<KalshiOrder, "status" | "expiration_time">,
  fills: readonly Fill[],
  nowMs: number,
): VenueOrderReport {
  switch (row.status) {
    case "resting":
      return { status: "accepted", fills };
    case "executed":
      return { status: "filled", fills };
    case "canceled": {
      const endsAtMs = row.expiration_time ?? Infinity;
      return { status: endsAtMs <= nowMs ? "expired" : "canceled", fills };
    }
  }
}
