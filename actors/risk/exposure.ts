import { feeOf, type FeeSchedule, NO_FEES } from "../../domain/fees.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import {
  divide,
  notional,
  type Quantity,
  quantityFromMicros,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  CENT_GRID,
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

function remaining(order: Order): Quantity {
  return quantityFromMicros(order.quantity - order.filledQuantity);
}

/**
 * Returns what the unfilled part of `order` may cost at most, fees included; 0 for a sale, whose fees come out
 * of what it brings.
 *
 * An order crosses one level per step of the grid at most, and each of its fills may be rounded up: what it
 * costs to the micro-dollar, the fee to each term's step.
 *
 * @param order What is asked for.
 * @param market Where, for its price grid; `null` counts levels of a cent.
 * @param fees What the venue charges.
 */
export function costMax(
  order: Order,
  market: Market | null,
  fees: FeeSchedule,
): UsdMicros {
  if (order.side === "sell") return ZERO_USD;
  const contracts = remaining(order);
  const { fee } = feeOf(fees, {
    price: dearestPrice(order.limit),
    quantity: contracts,
    liquidity: "taker",
    before: NO_FEES,
  });
  const levels = divide(
    order.limit.price,
    finestStep(market?.priceRanges ?? CENT_GRID),
    "ceil",
  );
  const roundedPerFill = fees.taker
    .filter(({ roundedPer }) => roundedPer === "fill")
    .reduce((sum, { stepMicros }) => sum + stepMicros, 1n);
  return usdFromMicros(
    notional(order.limit.price, contracts, "ceil") + fee +
      levels * roundedPerFill,
  );
}

/** Cash, contracts and orders of one contestant that are still free when `order` comes. */
export interface Exposure {
  readonly freeCash: UsdMicros;
  readonly freeHolding: Quantity;
  readonly positionCost: UsdMicros;
}

/**
 * Returns what is free beside `order`, counting open orders and those approved a moment ago as if they
 * filled whole.
 */
export function exposureBeside(
  order: Order,
  books: ArenaBooks,
  { approved, fees }: {
    readonly approved: ReadonlyMap<OrderId, Order>;
    readonly fees: FeeSchedule;
  },
): Exposure {
  const { contestantId, marketId, outcome } = order;
  let claimedCash = 0n;
  let claimedContracts = 0n;
  let positionCost =
    books.positions.get({ contestantId, marketId, outcome: "yes" }).cost +
    books.positions.get({ contestantId, marketId, outcome: "no" }).cost;
  for (const open of [...books.orders.working.values(), ...approved.values()]) {
    if (open.contestantId !== contestantId) continue;
    const market = books.markets.get(open.marketId)?.market ?? null;
    const cost = costMax(open, market, fees);
    claimedCash += cost;
    if (open.marketId !== marketId) continue;
    positionCost += cost;
    if (open.side === "sell" && open.outcome === outcome) {
      claimedContracts += remaining(open);
    }
  }
  const held =
    books.positions.get({ contestantId, marketId, outcome }).quantity;
  const cash = books.contestants.get(contestantId)?.cash ?? ZERO_USD;
  return {
    freeCash: usdFromMicros(cash - claimedCash),
    freeHolding:
      (held > claimedContracts ? held - claimedContracts : 0n) as Quantity,
    positionCost: usdFromMicros(positionCost),
  };
}
