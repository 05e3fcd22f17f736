import type { Order } from "../../domain/order.ts";
import { divide, MICROS, notional } from "../../domain/money.ts";
import type { Swap } from "./trade_schema.ts";

const BPS = 10_000n;

/** Returns what has to be put in so that all of `order` is filled at its limit. */
export function inputAtLimit(
  { side, quantity, limit }: Pick<Order, "side" | "quantity" | "limit">,
): bigint {
  return side === "buy" ? notional(limit.price, quantity, "ceil") : quantity;
}

/** Whether a swap of `given` for `received` is at the order's limit or better. */
export function isWithinLimit(
  { side, limit }: Pick<Order, "side" | "limit">,
  { given, received }: { readonly given: bigint; readonly received: bigint },
): boolean {
  return side === "buy"
    ? given * MICROS <= limit.price * received
    : received * MICROS >= limit.price * given;
}

/**
 * Returns what has to be put in so that `order` is filled and not more: a swap is by what goes in, and at a better
 * price than the limit that buys more than was wanted. Rounded down, as too many contracts are nobody's wish.
 */
export function inputAtPrice(
  order: Pick<Order, "side" | "quantity" | "limit">,
  { inAmount, outAmount }: Pick<Swap, "inAmount" | "outAmount">,
): bigint {
  if (order.side === "sell" || outAmount <= order.quantity) return inAmount;
  return divide(inAmount * order.quantity, outAmount, "floor");
}

/** Returns by how many basis points less may come out than `swap` says before the limit is broken, 0 to 10,000. */
export function slippageBps(
  { side, limit }: Pick<Order, "side" | "limit">,
  { inAmount, outAmount }: Pick<Swap, "inAmount" | "outAmount">,
): number {
  if (outAmount === 0n || limit.price === 0n) return 0;
  const least = side === "buy"
    ? divide(inAmount * MICROS, limit.price, "ceil")
    : divide(inAmount * limit.price, MICROS, "ceil");
  const bps = divide((outAmount - least) * BPS, outAmount, "floor");
  return Number(bps < 0n ? 0n : bps);
}
