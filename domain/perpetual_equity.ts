import type { MarketId } from "./ids.ts";
import { add, type UsdMicros, ZERO_USD } from "./money.ts";
import {
  type PerpetualPosition,
  type PerpetualPrice,
  unrealizedProfit,
} from "./perpetual.ts";
import type { PerpetualQuote } from "./perpetual_market.ts";

/** Returns the price at which a position could be closed: the bid for what is long, the ask for what is short. */
export function closingPrice(
  { size }: Pick<PerpetualPosition, "size">,
  quote: PerpetualQuote | null,
): PerpetualPrice | null {
  return (size > 0n ? quote?.bid : quote?.ask) ?? null;
}

/**
 * Returns what closing every position now would win, or lose where it is negative; `null` where nobody would take
 * the other side of one of them. Fees are left out, as they are where outcomes are marked.
 */
export function perpetualsAtClose(
  positions: Iterable<PerpetualPosition>,
  quoteOf: (market: MarketId) => PerpetualQuote | null,
): UsdMicros | null {
  let sum = ZERO_USD;
  for (const position of positions) {
    const price = closingPrice(position, quoteOf(position.marketId));
    if (price === null) return null;
    sum = add(sum, unrealizedProfit(position, price));
  }
  return sum;
}
