import type { Contestant } from "../../domain/contestant.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EquityMark } from "../../domain/journal.ts";
import { equityAtBid, type Position } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";

/** What marks are made from, at one moment. */
export interface MarkedBooks {
  readonly contestants: ReadonlyMap<ContestantId, Contestant>;
  readonly positions: { of(id: ContestantId): Iterable<Position> };
  readonly quoteOf: (market: MarketId) => Quote | null;
}

/** The newest mark of each contestant, those on their way into the journal included. */
export class EquityMarks {
  readonly #newest = new Map<ContestantId, EquityMark>();

  /** Takes over what the journal says, so that a restart marks nobody anew. */
  recover(contestants: Iterable<Contestant>): void {
    for (const { id, mark } of contestants) {
      if (mark !== null) this.#newest.set(id, mark);
    }
  }

  /**
   * Marks everybody and returns the marks that changed; a contestant's first one always does.
   *
   * Whoever holds something that nobody bids for is left out: a missing mark is not a mark of 0.
   */
  next({ contestants, positions, quoteOf }: MarkedBooks): EquityMark[] {
    const changed: EquityMark[] = [];
    for (const { id, cash } of contestants.values()) {
      const equity = equityAtBid(cash, positions.of(id), quoteOf);
      if (equity.kind === "unmarked") continue;
      const { positionsAtBid } = equity;
      const last = this.#newest.get(id);
      if (last?.cash === cash && last.positionsAtBid === positionsAtBid) {
        continue;
      }
      changed.push({
        contestantId: id,
        cash,
        positionsAtBid,
        equity: equity.equity,
      });
    }
    for (const mark of changed) this.#newest.set(mark.contestantId, mark);
    return changed;
  }
}
