import type { MarketId } from "../../domain/ids.ts";

/** How many rows of each market are on their way into the journal that pay or take back. */
export class SettlementsUnderWay {
  readonly #rows = new Map<MarketId, number>();

  has(marketId: MarketId): boolean {
    return this.#rows.has(marketId);
  }

  /** So many rows are on their way now. */
  begin(marketId: MarketId, rows: number): void {
    if (rows > 0) this.#rows.set(marketId, rows);
  }

  /** One of them is committed. */
  committed(marketId: MarketId): void {
    const left = (this.#rows.get(marketId) ?? 0) - 1;
    if (left > 0) this.#rows.set(marketId, left);
    else this.#rows.delete(marketId);
  }
}
