import type { OrderId } from "../../domain/ids.ts";
import { MICROS, type Quantity } from "../../domain/money.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import { closingPrice } from "../../domain/perpetual_equity.ts";
import { perpetualTick } from "../../domain/perpetual_grid.ts";
import {
  type PerpetualMarket,
  perpetualMid,
  type PerpetualQuote,
} from "../../domain/perpetual_market.ts";
import type {
  PerpetualOrder,
  PerpetualOrderCause,
} from "../../domain/perpetual_order.ts";

/** What an order that closes a position is made from. */
export interface ClosingView {
  readonly id: OrderId;
  readonly cause: Exclude<PerpetualOrderCause, "decision">;
  readonly market: PerpetualMarket | undefined;
  readonly quote: PerpetualQuote | null;
  /** How far past the quote it may reach, in millionths of it. */
  readonly priceBandMaxMicros: bigint;
  readonly nowMs: number;
}

/**
 * Returns the order that closes the whole of `position` at what the book offers within the price band; `null` where
 * nobody quotes the other side, or nobody lists the market.
 */
export function closingOrder(
  position: PerpetualPosition,
  { id, cause, market, quote, priceBandMaxMicros, nowMs }: ClosingView,
): PerpetualOrder | null {
  const { contestantId, marketId, size } = position;
  const best = closingPrice(position, quote);
  const arrivalPrice = quote === null ? null : perpetualMid(quote);
  if (market === undefined || best === null || arrivalPrice === null) {
    return null;
  }
  const reach = best * priceBandMaxMicros / MICROS;
  const isLong = size > 0n;
  return {
    id,
    contestantId,
    marketId,
    decisionId: null,
    cause,
    side: isLong ? "sell" : "buy",
    quantity: (isLong ? size : -size) as bigint as Quantity,
    limit: perpetualTick(
      market,
      isLong ? best - reach : best + reach,
      isLong ? "ceil" : "floor",
    ),
    reduceOnly: true,
    arrivalPrice,
    createdAtMs: nowMs,
  };
}
