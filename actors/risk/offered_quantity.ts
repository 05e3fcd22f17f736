import type { BookView } from "../../domain/book.ts";
import {
  MICROS,
  type Quantity,
  quantityFromMicros,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";

/**
 * Returns how many contracts a purchase finds on offer within its limit: bids for the other outcome, which are
 * offers of this one at `1 − p`.
 */
export function offeredQuantity(
  { outcome, limit }: Pick<Order, "outcome" | "limit">,
  book: Pick<BookView, "yesBids" | "noBids">,
): Quantity {
  const bids = outcome === "yes" ? book.noBids() : book.yesBids();
  let offered = 0n;
  for (const { price, quantity } of bids) {
    if (MICROS - price > limit.price) break;
    offered += quantity;
  }
  return quantityFromMicros(offered);
}
