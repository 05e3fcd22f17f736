import type { Cluster } from "../statistics/clusters.ts";

/** What one market said of two contestants. */
interface MarketDifference {
  readonly event: number;
  /** Mean Brier score of the left one less that of the right one; `null` while it is taken back. */
  difference: number | null;
}

/** How often one of two was better over a market. */
export interface PairWins {
  readonly left: number;
  readonly right: number;
}

/**
 * By how much two contestants differ, market by market, on what both forecast at the same wake-up. Below 0 the left
 * one is better.
 */
export class PairDifferences {
  readonly #markets = new Map<number, MarketDifference>();
  #count = 0;

  /** Markets that both forecast and that are resolved. */
  get count(): number {
    return this.#count;
  }

  /** Sets what a market says; one that is resolved anew keeps its place. */
  set(market: number, event: number, difference: number): void {
    const known = this.#markets.get(market);
    if (known?.difference === null || known === undefined) this.#count++;
    if (known === undefined) this.#markets.set(market, { event, difference });
    else known.difference = difference;
  }

  /** Takes back what a market said. */
  remove(market: number): void {
    const known = this.#markets.get(market);
    if (known === undefined || known.difference === null) return;
    known.difference = null;
    this.#count--;
  }

  /** Returns the differences by event, in the order in which a market of each first resolved. */
  clusters(): readonly Cluster[] {
    const clusters = new Map<number, { sum: number; size: number }>();
    for (const { event, difference } of this.#markets.values()) {
      if (difference === null) continue;
      const cluster = clusters.get(event);
      if (cluster === undefined) {
        clusters.set(event, { sum: difference, size: 1 });
      } else {
        cluster.sum += difference;
        cluster.size++;
      }
    }
    return [...clusters.values()];
  }

  /** Returns over how many markets each was better; the same score is half for each. */
  wins(): PairWins {
    let left = 0;
    for (const { difference } of this.#markets.values()) {
      if (difference === null) continue;
      left += difference < 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
    return { left, right: this.#count - left };
  }
}
