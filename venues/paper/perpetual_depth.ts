import {
  min,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import type { OrderSide } from "../../domain/order.ts";
import type { PerpetualPrice } from "../../domain/perpetual.ts";
import type {
  PerpetualBook,
  PerpetualLevel,
  PerpetualQuote,
} from "../../domain/perpetual_market.ts";
import type { PerpetualTerms } from "../../domain/perpetual_order.ts";

/**
 * The depth of one perpetual, as the venue shows it, less what was taken of it here.
 *
 * - What was taken is not there a second time: it stays taken at its price for as long as the venue shows that price,
 *   and never counts for more than is shown.
 * - Best prices may come before the next book: levels that are better than those are gone already.
 */
export class PerpetualDepth {
  #book: PerpetualBook | null = null;
  #quote: PerpetualQuote | null = null;
  readonly #taken: Record<OrderSide, Map<PerpetualPrice, Quantity>> = {
    buy: new Map(),
    sell: new Map(),
  };

  /** Takes the place of what was shown before. */
  show(book: PerpetualBook): void {
    this.#book = book;
    followSide(this.#taken.buy, book.asks);
    followSide(this.#taken.sell, book.bids);
  }

  /** Hears of best prices between two books. */
  hear(quote: PerpetualQuote): void {
    this.#quote = quote;
  }

  /** Takes what an order can have, best price first, and never at a worse price than its limit. */
  take(
    { side, limit }: Pick<PerpetualTerms, "side" | "limit">,
    wanted: Quantity,
  ): readonly PerpetualLevel[] {
    const taken = this.#taken[side];
    const levels: PerpetualLevel[] = [];
    let missing = wanted;
    for (const { price, quantity } of this.#levels(side)) {
      const isBeyond = side === "buy" ? price > limit : price < limit;
      if (missing === 0n || isBeyond) break;
      const before = taken.get(price) ?? ZERO_QUANTITY;
      const there = subtract(quantity, min(before, quantity));
      if (there === 0n) continue;
      const part = min(there, missing);
      levels.push({ price, quantity: part });
      taken.set(price, (before + part) as Quantity);
      missing = subtract(missing, part);
    }
    return levels;
  }

  #levels(side: OrderSide): readonly PerpetualLevel[] {
    if (this.#book === null) return [];
    const isNewer = this.#quote !== null &&
      this.#quote.occurredAtMs > this.#book.occurredAtMs;
    const levels = side === "buy" ? this.#book.asks : this.#book.bids;
    if (!isNewer || this.#quote === null) return levels;
    const { bid, ask } = this.#quote;
    return levels.filter(({ price }) =>
      side === "buy"
        ? ask !== null && price >= ask
        : bid !== null && price <= bid
    );
  }
}

/** A level that is gone takes what was taken of it along: whatever is shown there afterwards is new. */
function followSide(
  taken: Map<PerpetualPrice, Quantity>,
  levels: readonly PerpetualLevel[],
): void {
  if (taken.size === 0) return;
  const shown = new Map(levels.map(({ price, quantity }) => [price, quantity]));
  for (const [price, quantity] of taken) {
    const left = shown.get(price);
    if (left === undefined) taken.delete(price);
    else taken.set(price, min(left, quantity));
  }
}
