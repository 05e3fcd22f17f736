import type { MarketId } from "./ids.ts";
import { mid } from "./price.ts";
import type { Quote } from "./quote.ts";

/** A YES mid, 0 to 1, and when it was quoted. */
export interface MidPoint {
  readonly atMs: number;
  readonly mid: number;
}

const POINTS_MAX = 120;
const SPACING_MS = 1_000;

/** The newest quote and the recent mids of each market that is quoted. */
export class PriceHistory {
  readonly #quotes = new Map<MarketId, Quote>();
  readonly #points = new Map<MarketId, MidPoint[]>();

  quote(id: MarketId): Quote | undefined {
    return this.#quotes.get(id);
  }

  /** Mids at least a second apart, oldest first, at most 120. */
  points(id: MarketId): readonly MidPoint[] {
    return this.#points.get(id) ?? [];
  }

  add(quote: Quote): void {
    this.#quotes.set(quote.marketId, quote);
    const newMid = mid(quote.yesBid, quote.yesAsk);
    if (newMid === null) return;
    const points = this.#points.get(quote.marketId) ?? [];
    const last = points.at(-1);
    if (last !== undefined && quote.occurredAtMs - last.atMs < SPACING_MS) {
      return;
    }
    points.push({ atMs: quote.occurredAtMs, mid: newMid });
    if (points.length > POINTS_MAX) {
      points.splice(0, points.length - POINTS_MAX);
    }
    this.#points.set(quote.marketId, points);
  }

  /** Forgets every market but those that `isKept` names: quotes of a market may come after its end. */
  keep(isKept: (id: MarketId) => boolean): void {
    for (const id of [...this.#quotes.keys()].filter((id) => !isKept(id))) {
      this.#quotes.delete(id);
      this.#points.delete(id);
    }
  }
}
