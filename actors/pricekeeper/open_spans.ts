import type { MarketId } from "../../domain/ids.ts";
import {
  joinedSpan,
  midPrice,
  type PricePoint,
  type PriceSpan,
  standingSpan,
} from "../../domain/price_bar.ts";
import type { Quote } from "../../domain/quote.ts";

/** What the price of each market did since its last point. */
export class OpenSpans {
  readonly #spans = new Map<MarketId, PriceSpan>();
  /** Markets of which nobody quotes both sides any more. */
  readonly #unquoted = new Set<MarketId>();

  add(quote: Quote): void {
    const { marketId } = quote;
    const mid = midPrice(quote);
    if (mid === null) {
      this.#unquoted.add(marketId);
      return;
    }
    this.#unquoted.delete(marketId);
    const known = this.#spans.get(marketId);
    const quoted = { ...standingSpan(mid), quotes: 1 };
    this.#spans.set(
      marketId,
      known === undefined ? quoted : joinedSpan(known, quoted),
    );
  }

  /**
   * Returns the point that ends now of each of `events` that has a price, and begins the next where it stands. A price
   * that nobody quotes any more does not go on, and what is no event is forgotten.
   */
  close(events: ReadonlySet<MarketId>, atMs: number): readonly PricePoint[] {
    const points: PricePoint[] = [];
    for (const [marketId, span] of this.#spans) {
      const isUnquoted = this.#unquoted.has(marketId);
      if (events.has(marketId) && !(isUnquoted && span.quotes === 0)) {
        points.push({ marketId, atMs, ...span });
      }
      if (!events.has(marketId) || isUnquoted) this.#forget(marketId);
      else this.#spans.set(marketId, standingSpan(span.close));
    }
    return points;
  }

  /** Takes back points that could not be kept: the next ones say what they said as well. */
  reopen(points: readonly PricePoint[]): void {
    for (const { marketId, atMs: _atMs, ...span } of points) {
      const later = this.#spans.get(marketId);
      this.#spans.set(
        marketId,
        later === undefined ? span : joinedSpan(span, later),
      );
    }
  }

  #forget(marketId: MarketId): void {
    this.#spans.delete(marketId);
    this.#unquoted.delete(marketId);
  }
}
