import type { Market, VenueId } from "../../domain/market.ts";
import { MICROS, printQuantity, type Quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  isOnGrid,
  type OutcomePrice,
  printPrice,
  yesScale,
} from "../../domain/price.ts";
import {
  pauseSentence,
  type TradingPause,
} from "../../domain/trading_pauses.ts";

/** What a venue knows when an order comes in. */
export interface OrderSurroundings {
  readonly market: Market;
  /** What the account holds of the order's outcome. */
  readonly held: Quantity;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** Whether what an order does not fill at once stays at the venue. */
export function rests({ timeInForce }: Pick<Order, "timeInForce">): boolean {
  return timeInForce === "gtc" || timeInForce === "gtd";
}

/**
 * Returns why a venue would refuse `order`, in one sentence; `null` if it would take it. What the account can
 * afford is risk's business, before the order is sent.
 */
export function refusalOf(
  order: Order,
  { market, held, nowMs }: OrderSurroundings,
): string | null {
  const at = takingOf(order);
  if (market.phase !== "open") {
    return `${at} its market must be open: current value is ${market.phase}`;
  }
  if (nowMs >= market.closesAtMs) {
    return `${at} its market must be open: current value is past the close time`;
  }
  return limitRefusal(order, market) ?? quantityRefusal(order, market) ??
    lifetimeRefusal(order, nowMs) ?? reductionRefusal(order, held);
}

/** Returns why an order is refused in a market that the venue does not list, or not any more. */
export function unlistedRefusal(order: Order): string {
  return `${
    takingOf(order)
  } its market must be listed and not settled: current value is ${order.marketId}`;
}

/** Returns why an order is refused that comes while its venue does not trade. */
export function pauseRefusal(
  order: Order,
  venue: VenueId,
  pause: TradingPause,
): string {
  return `${takingOf(order)} its venue must trade: ${
    pauseSentence(venue, pause)
  }`;
}

/** Returns why an order that may only rest is refused where somebody offers `offer`. */
export function crossingRefusal(order: Order, { price }: OutcomePrice): string {
  return `${
    takingOf(order)
  } post-only must not trade at once: current value is an offer at ${
    printPrice(price)
  }`;
}

function takingOf({ id }: Order): string {
  return `Cannot take order ${id} as`;
}

function limitRefusal(order: Order, market: Market): string | null {
  const at = takingOf(order);
  const { limit, outcome } = order;
  if (limit.outcome !== outcome) {
    return `${at} its limit must be on the scale of ${outcome}: current value is ${limit.outcome}`;
  }
  const { price } = limit;
  if (price <= 0n || price >= MICROS) {
    return `${at} its limit must lie between 0 and 1 dollar: current value is ${
      printPrice(price)
    }`;
  }
  if (isOnGrid(yesScale(limit), market.priceRanges)) return null;
  return `${at} its limit must be on the market's price grid: current value is ${
    printPrice(price)
  }`;
}

function quantityRefusal(
  order: Order,
  { quantityMin }: Market,
): string | null {
  const { quantity } = order;
  const isWhole = quantityMin <= 0n || quantity % quantityMin === 0n;
  if (quantity > 0n && isWhole) return null;
  return `${takingOf(order)} its quantity must be a multiple of ${
    printQuantity(quantityMin)
  }: current value is ${printQuantity(quantity)}`;
}

function lifetimeRefusal(order: Order, nowMs: number): string | null {
  const at = takingOf(order);
  const { timeInForce, expiresAtMs, postOnly } = order;
  if (postOnly && !rests(order)) {
    return `${at} post-only must be gtc or gtd: current value is ${timeInForce}`;
  }
  const isPast = timeInForce === "gtd" &&
    (expiresAtMs === null || expiresAtMs <= nowMs);
  if (!isPast) return null;
  return `${at} its expiry must lie ahead of ${nowMs}: current value is ${expiresAtMs}`;
}

/** Both outcomes are held on their own: only a sale makes a position smaller. */
function reductionRefusal(order: Order, held: Quantity): string | null {
  const { reduceOnly, side } = order;
  if (!reduceOnly || (side === "sell" && held > 0n)) return null;
  return `${
    takingOf(order)
  } reduce-only must make a position smaller: current value is a ${
    side === "buy" ? "purchase" : "sale"
  } beside ${printQuantity(held)} held`;
}
