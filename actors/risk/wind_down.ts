import {
  deriveWindDownDecisionId,
  deriveWindDownOrderId,
} from "../../domain/digest.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import {
  min,
  type Quantity,
  quantityFromMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { Position } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";
import { quotedPrice } from "../../domain/quoted_price.ts";

/** What a sale of a wind-down is made from. */
export interface WindDownView {
  /** Of the row that set the wind-down off. */
  readonly sequence: number;
  readonly market: Market | null;
  readonly quote: Quote | null;
  /** Contracts that are in no open sale. */
  readonly freeHolding: Quantity;
  /** Contracts of one order at most. */
  readonly orderQuantityMax: Quantity;
  /** Whether an order of this id was made before. */
  readonly isKnown: (id: OrderId) => boolean;
  readonly nowMs: number;
}

/**
 * Returns the sale at the bid of what is free of `position`, in whole lots; `null` where nobody bids, the market
 * takes no orders or less than a lot is free.
 *
 * Its id follows from the wind-down, the position and which try it is, so that no restart sells anything twice.
 */
export function windDownSale(
  position: Position,
  view: WindDownView,
): Order | null {
  const { market, quote, nowMs } = view;
  const { contestantId, marketId, outcome } = position;
  if (
    market === null || quote === null || market.phase !== "open" ||
    nowMs >= market.closesAtMs
  ) return null;
  const limit = quotedPrice(quote, outcome, "bid");
  const free = min(view.freeHolding, view.orderQuantityMax);
  const lot = market.quantityMin > 0n ? market.quantityMin : 1n;
  const quantity = quantityFromMicros(free - free % lot);
  if (limit === null || limit.price === 0n || quantity === 0n) return null;
  const cause = {
    sequence: view.sequence,
    contestantId,
    marketId,
    outcome,
  };
  let attempt = 1;
  while (view.isKnown(deriveWindDownOrderId(cause, attempt))) attempt++;
  return {
    id: deriveWindDownOrderId(cause, attempt),
    decisionId: deriveWindDownDecisionId(cause),
    contestantId,
    marketId,
    side: "sell",
    outcome,
    quantity,
    limit,
    timeInForce: "ioc",
    expiresAtMs: null,
    postOnly: false,
    reduceOnly: true,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: nowMs,
  };
}
