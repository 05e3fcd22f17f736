import type { Market } from "../../domain/market.ts";
import { MICROS, printQuantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { isOnGrid, printPrice, yesScale } from "../../domain/price.ts";

/**
 * Returns why a venue would refuse `order` at `nowMs` (Unix milliseconds), in one sentence; `null` if it
 * would take it. What the account can afford or holds is risk's business, before the order is sent.
 */
export function refusalOf(
  order: Order,
  market: Market | undefined,
  nowMs: number,
): string | null {
  const at = `Cannot take order ${order.id} as`;
  if (market === undefined) {
    return `${at} its market must be listed and not settled: current value is ${order.marketId}`;
  }
  if (market.phase !== "open") {
    return `${at} its market must be open: current value is ${market.phase}`;
  }
  if (nowMs >= market.closesAtMs) {
    return `${at} its market must be open: current value is past the close time`;
  }
  if (order.limit.outcome !== order.outcome) {
    return `${at} its limit must be on the scale of ${order.outcome}: current value is ${order.limit.outcome}`;
  }
  const { price } = order.limit;
  if (price <= 0n || price >= MICROS) {
    return `${at} its limit must lie between 0 and 1 dollar: current value is ${
      printPrice(price)
    }`;
  }
  if (!isOnGrid(yesScale(order.limit), market.priceRanges)) {
    return `${at} its limit must be on the market's price grid: current value is ${
      printPrice(price)
    }`;
  }
  const { quantityMin } = market;
  const isWhole = quantityMin <= 0n || order.quantity % quantityMin === 0n;
  if (order.quantity <= 0n || !isWhole) {
    return `${at} its quantity must be a multiple of ${
      printQuantity(market.quantityMin)
    }: current value is ${printQuantity(order.quantity)}`;
  }
  return null;
}
