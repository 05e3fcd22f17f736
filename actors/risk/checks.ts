import type { DenialCode } from "../../domain/denial.ts";
import type { Market } from "../../domain/market.ts";
import {
  formatUsd,
  notional,
  printQuantity,
  type Quantity,
  type UsdMicros,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { isOnGrid, printPrice, yesScale } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import type { RiskLimits } from "./limits.ts";

/** What the checks look at: everything about one order at one moment. */
export interface RiskView {
  readonly nowMs: number;
  readonly market: Market | null;
  readonly quote: Quote | null;
  /** Contracts of the order's outcome that are held and in no open sale. */
  readonly freeHolding: Quantity;
  /** Cost of what is held in this market and of open purchases in it. */
  readonly positionCost: UsdMicros;
  /** Cash that no open purchase has claimed. */
  readonly freeCash: UsdMicros;
  /** What the order may cost at most, fee included; 0 for a sale. */
  readonly costMax: UsdMicros;
  readonly ordersInLastMinute: number;
  readonly equity: UsdMicros;
  readonly equityPeak: UsdMicros;
}

/** Why an order does not pass, with the values that the sentence needs. */
export interface Denial {
  readonly code: DenialCode;
  readonly detail: string;
}

type Check = (
  order: Order,
  view: RiskView,
  limits: RiskLimits,
) => Denial | null;

function checkInstrument(order: Order, { market }: RiskView): Denial | null {
  if (market !== null) return null;
  return {
    code: "INSTRUMENT_NOT_FOUND",
    detail: `The arena does not know ${order.marketId}.`,
  };
}

function checkMarketOpen(
  _order: Order,
  { market, nowMs }: RiskView,
): Denial | null {
  if (
    market === null || (market.phase === "open" && nowMs < market.closesAtMs)
  ) return null;
  return {
    code: "MARKET_CLOSED",
    detail: `The market is ${
      nowMs < market.closesAtMs ? market.phase : "past its close"
    }.`,
  };
}

function checkQuoteAge(
  _order: Order,
  { quote, nowMs }: RiskView,
  { quoteAgeMsMax }: RiskLimits,
): Denial | null {
  if (quote === null) {
    return { code: "STALE_QUOTE", detail: "There is no quote." };
  }
  const ageMs = nowMs - quote.occurredAtMs;
  if (ageMs <= quoteAgeMsMax) return null;
  return {
    code: "STALE_QUOTE",
    detail: `The quote is ${ageMs} ms old, the limit ${quoteAgeMsMax} ms.`,
  };
}

/** A limit on the other outcome's scale is a price of something else. */
function checkPrice(
  { limit, outcome }: Order,
  { market }: RiskView,
): Denial | null {
  const isInside = limit.price > 0n && limit.price < 1_000_000n;
  const isOnScale = limit.outcome === outcome;
  if (
    isInside && isOnScale &&
    (market === null || isOnGrid(yesScale(limit), market.priceRanges))
  ) return null;
  return {
    code: "PRICE_OUT_OF_BAND",
    detail: `The limit is ${
      printPrice(limit.price)
    } for ${limit.outcome} of an order for ${outcome}.`,
  };
}

function checkQuantityMin(order: Order, { market }: RiskView): Denial | null {
  if (
    order.quantity > 0n &&
    (market === null || order.quantity >= market.quantityMin)
  ) return null;
  return {
    code: "QUANTITY_BELOW_MINIMUM",
    detail: `The quantity is ${printQuantity(order.quantity)}.`,
  };
}

function checkHolding(order: Order, { freeHolding }: RiskView): Denial | null {
  if (order.side === "buy" || order.quantity <= freeHolding) return null;
  return {
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    detail: `The sale is of ${
      printQuantity(order.quantity)
    }, free to sell are ${printQuantity(freeHolding)}.`,
  };
}

function checkNotional(
  order: Order,
  _view: RiskView,
  { orderNotionalMax }: RiskLimits,
): Denial | null {
  const amount = notional(order.limit.price, order.quantity, "ceil");
  if (order.side === "sell" || amount <= orderNotionalMax) return null;
  return {
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    detail: `The order is for ${formatUsd(amount)}, the limit is ${
      formatUsd(orderNotionalMax)
    }.`,
  };
}

function checkPosition(
  order: Order,
  { positionCost }: RiskView,
  { positionCostMax }: RiskLimits,
): Denial | null {
  if (order.side === "sell") return null;
  const cost = positionCost +
    notional(order.limit.price, order.quantity, "ceil");
  if (cost <= positionCostMax) return null;
  return {
    code: "POSITION_LIMIT_EXCEEDED",
    detail: `The position would cost ${
      formatUsd(cost as UsdMicros)
    }, the limit is ${formatUsd(positionCostMax)}.`,
  };
}

function checkCash(
  order: Order,
  { costMax, freeCash }: RiskView,
): Denial | null {
  if (order.side === "sell" || costMax <= freeCash) return null;
  return {
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    detail: `The order may cost ${formatUsd(costMax)}, free are ${
      formatUsd(freeCash)
    }.`,
  };
}

function checkRate(
  _order: Order,
  view: RiskView,
  { ordersPerMinuteMax }: RiskLimits,
): Denial | null {
  if (view.ordersInLastMinute < ordersPerMinuteMax) return null;
  return {
    code: "RATE_LIMIT_EXCEEDED",
    detail:
      `${view.ordersInLastMinute} orders within a minute, the limit is ${ordersPerMinuteMax}.`,
  };
}

/** A sale makes the position smaller and is never denied for a loss. */
function checkDrawdown(
  order: Order,
  view: RiskView,
  { drawdownMaxMicros }: RiskLimits,
): Denial | null {
  const lost = view.equityPeak - view.equity;
  if (
    order.side === "sell" ||
    lost * 1_000_000n <= view.equityPeak * drawdownMaxMicros
  ) return null;
  return {
    code: "MAX_DRAWDOWN_EXCEEDED",
    detail: `Equity is ${formatUsd(view.equity)} after a peak of ${
      formatUsd(view.equityPeak)
    }.`,
  };
}

/** In the order in which they are made; the first that does not hold is the denial. */
export const CHECKS: readonly Check[] = [
  checkInstrument,
  checkMarketOpen,
  checkQuoteAge,
  checkPrice,
  checkQuantityMin,
  checkHolding,
  checkNotional,
  checkPosition,
  checkCash,
  checkRate,
  checkDrawdown,
];
