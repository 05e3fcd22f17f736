import { marketFeesAt } from "../../domain/fee_schedules.ts";
import { feeOf, type FeeSchedule, NO_FEES } from "../../domain/fees.ts";
import type { Market } from "../../domain/market.ts";
import {
  divide,
  max,
  notional,
  type Quantity,
  quantityFromMicros,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  finestStep,
  noPriceFromMicros,
  type OutcomePrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";

const HALF = 500_000n;

/** A fee is highest at one half, so a limit above that may be filled at a price that costs more to trade. */
function dearestPrice({ outcome, price }: OutcomePrice): OutcomePrice {
  const micros = price > HALF ? HALF : price;
  return outcome === "yes"
    ? { outcome, price: yesPriceFromMicros(micros) }
    : { outcome, price: noPriceFromMicros(micros) };
}

/** Returns the contracts of `order` that are not filled yet. */
export function remaining(order: Order): Quantity {
  return quantityFromMicros(order.quantity - order.filledQuantity);
}

/**
 * Returns what the unfilled part of `order` may cost at most, fees included; 0 for a sale, whose fees come out
 * of what it brings.
 *
 * Counted are the dearer of the fees in force when the order was made and when its market closes: one that rests
 * may be filled under either. In a market that nobody lists no order passes, and none costs a fee.
 *
 * @param order What is asked for.
 * @param market Where, for its price grid and its fees; `null` where nobody lists it.
 */
export function costMax(order: Order, market: Market | null): UsdMicros {
  if (order.side === "sell") return ZERO_USD;
  const contracts = remaining(order);
  const cost = notional(order.limit.price, contracts, "ceil");
  if (market === null) return cost;
  const fees = marketFeesAt(market, order.createdAtMs);
  const later = marketFeesAt(market, market.closesAtMs);
  const feeMax = feesMax(order, market, fees);
  return usdFromMicros(
    cost +
      (later === fees ? feeMax : max(feeMax, feesMax(order, market, later))),
  );
}

/**
 * Returns the most that filling the rest of `order` under one schedule adds to its price.
 *
 * Each fill may be rounded up: what it costs to the micro-dollar, its fee to each term's step and to the venue's
 * balances. At once an order crosses one level per step of the grid at most; what rests is filled in parts that
 * are no smaller than the market takes.
 */
function feesMax(order: Order, market: Market, fees: FeeSchedule): UsdMicros {
  const contracts = remaining(order);
  const charged = (liquidity: "taker" | "maker") =>
    feeOf(fees, {
      price: dearestPrice(order.limit),
      quantity: contracts,
      liquidity,
      before: NO_FEES,
    }).fee;
  const levels = divide(
    order.limit.price,
    finestStep(market.priceRanges),
    "ceil",
  );
  const atOnce = levels * roundedUpMax(fees, "taker");
  if (!mayRest(order)) return usdFromMicros(charged("taker") + atOnce);
  const parts = divide(contracts, market.quantityMin, "ceil");
  return usdFromMicros(
    max(charged("taker"), charged("maker")) + atOnce +
      parts * roundedUpMax(fees, "maker"),
  );
}

/** Returns what rounding may add to one fill, in micro-dollars. */
function roundedUpMax(
  fees: FeeSchedule,
  liquidity: "taker" | "maker",
): bigint {
  return fees[liquidity]
    .filter(({ roundedPer }) => roundedPer === "fill")
    .reduce(
      (sum, { stepMicros }) => sum + stepMicros,
      1n + (fees.balance?.stepMicros ?? 0n),
    );
}

function mayRest({ timeInForce }: Order): boolean {
  return timeInForce === "gtc" || timeInForce === "gtd";
}
