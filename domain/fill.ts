import type { ContestantId, FillId, MarketId, OrderId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import { notional, type Quantity, type UsdMicros } from "./money.ts";
import type { OrderSide } from "./order.ts";
import type { OutcomePrice } from "./price.ts";

/** A venue's own record that contracts changed hands. Nothing else is a fill. */
export interface Fill {
  readonly id: FillId;
  readonly orderId: OrderId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly side: OrderSide;
  readonly outcome: Outcome;
  readonly quantity: Quantity;
  /** On the scale of `outcome`. */
  readonly price: OutcomePrice;
  /** Whole fee of this fill, as charged. */
  readonly fee: UsdMicros;
  readonly liquidity: "taker" | "maker";
  readonly occurredAtMs: number;
}

/**
 * Returns what changed hands without the fee. Where it falls between two micro-dollars a purchase costs the
 * one above and a sale brings the one below, so that rounding never makes money for a contestant.
 */
export function fillNotional(
  fill: Pick<Fill, "side" | "price" | "quantity">,
): UsdMicros {
  return notional(
    fill.price.price,
    fill.quantity,
    fill.side === "buy" ? "ceil" : "floor",
  );
}
