import type { VenueOrderReport } from "../../actors/ports/execution.ts";
import type { FeeSchedule } from "../../domain/fees.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import { fillId } from "../../domain/ids.ts";
import {
  add,
  divide,
  MICROS,
  notional,
  quantityFromMicros,
  usdFromMicros,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  noPriceFromMicros,
  type OutcomePrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import type { SwapFill, SwapStatus } from "./trade_schema.ts";

/** What a swap's fills are read with. */
export interface ProgressContext {
  readonly order: Order;
  /** By which the fee is told from the price: the venue names only what changed hands in all. */
  readonly fees: FeeSchedule;
  /** When a fill was first seen, Unix milliseconds: the venue does not say when it was. */
  readonly seenAtMs: (fillId: string) => number;
}

/** Returns what a swap's status says of the order that it is for. */
export function reportOf(
  { status, fills: swaps }: SwapStatus,
  context: ProgressContext,
): VenueOrderReport {
  const { order } = context;
  const isDone = status === "closed" || status === "expired" ||
    status === "failed";
  const fills = told(swaps, order, isDone)
    .map((swap, index) => fillOf(swap, index, context));
  switch (status) {
    case "pending":
    case "open":
    case "pendingClose":
      return { status: "accepted", fills };
    case "expired":
      return { status: "expired", fills };
    case "failed":
      return { status: "canceled", fills };
    case "closed": {
      const filled = fills.reduce(
        (sum, { quantity }) => add(sum, quantity),
        ZERO_QUANTITY,
      );
      return {
        status: filled >= order.quantity ? "filled" : "canceled",
        fills,
      };
    }
  }
}

/**
 * Returns the parts of a swap that are told. An order is over with the part that completes it, and at a better price
 * than was told more parts follow: those from that one on are told as one, once the venue is done.
 */
function told(
  swaps: readonly SwapFill[],
  { side, quantity }: Order,
  isDone: boolean,
): readonly SwapFill[] {
  let contracts = 0n;
  const completing = swaps.findIndex(({ inAmount, outAmount }) => {
    contracts += side === "buy" ? outAmount : inAmount;
    return contracts >= quantity;
  });
  if (completing < 0) return swaps;
  const before = swaps.slice(0, completing);
  if (!isDone) return before;
  const last = swaps.slice(completing).reduce((sum, swap) => ({
    ...sum,
    inAmount: sum.inAmount + swap.inAmount,
    outAmount: sum.outAmount + swap.outAmount,
  }));
  return [...before, last];
}

/** Whether the venue is done with an order. */
export function isOver(report: VenueOrderReport): boolean {
  return report.status !== "accepted";
}

function fillOf(swap: SwapFill, index: number, context: ProgressContext): Fill {
  const { order, seenAtMs } = context;
  const id = `${swap.signature}-${index}`;
  return {
    id: fillId(id),
    orderId: order.id,
    contestantId: order.contestantId,
    marketId: order.marketId,
    side: order.side,
    outcome: order.outcome,
    ...splitOf(swap, context),
    liquidity: "taker",
    occurredAtMs: seenAtMs(id),
  };
}

/**
 * Splits what changed hands into price and fee so that both together are exactly what was paid or brought: the
 * price is what the schedule's fee leaves, and the rounding stays in the fee.
 */
function splitOf(
  swap: SwapFill,
  { order, fees }: ProgressContext,
): Pick<Fill, "quantity" | "price" | "fee"> {
  const isPurchase = order.side === "buy";
  const money = isPurchase ? swap.inAmount : swap.outAmount;
  const quantity = quantityFromMicros(
    isPurchase ? swap.outAmount : swap.inAmount,
  );
  const perContract = (amount: bigint) =>
    clampedPrice(
      divide(amount * MICROS, quantity, isPurchase ? "floor" : "ceil"),
    );
  const { fee: scheduled } = feeOf(fees, {
    price: onScale(order, perContract(money)),
    quantity,
    liquidity: "taker",
    before: NO_FEES,
  });
  const price = onScale(
    order,
    perContract(isPurchase ? money - scheduled : money + scheduled),
  );
  const fee = isPurchase
    ? money - notional(price.price, quantity, "ceil")
    : notional(price.price, quantity, "floor") - money;
  return { quantity, price, fee: usdFromMicros(fee) };
}

function clampedPrice(micros: bigint): bigint {
  if (micros < 0n) return 0n;
  return micros > MICROS ? MICROS : micros;
}

function onScale({ outcome }: Order, micros: bigint): OutcomePrice {
  return outcome === "yes"
    ? { outcome, price: yesPriceFromMicros(micros) }
    : { outcome, price: noPriceFromMicros(micros) };
}
