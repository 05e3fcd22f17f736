import type { Contestant } from "../../domain/contestant.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EquityMark, JournalRow } from "../../domain/journal.ts";
import { add, type UsdMicros } from "../../domain/money.ts";
import { equityAtBid, type Position } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";

/** What marks are made from, at one moment. */
export interface MarkedBooks {
  readonly contestants: ReadonlyMap<ContestantId, Contestant>;
  readonly positions: { of(id: ContestantId): Iterable<Position> };
  readonly quoteOf: (market: MarketId) => Quote | null;
  /** What closing a contestant's perpetuals would bring now; `null` where one of them has no price. */
  readonly perpetualsOf: (id: ContestantId) => UsdMicros | null;
}

/** The newest mark of each contestant, those on their way into the journal included. */
export class EquityMarks {
  readonly #newest = new Map<ContestantId, EquityMark>();

  /** Of the newest mark, Unix milliseconds; `null` before the first. */
  #markedAtMs: number | null = null;

  /** Takes a row of the journal. */
  fold({ entry, recordedAtMs }: JournalRow): void {
    if (entry.kind === "equity_marked") this.#markedAtMs = recordedAtMs;
  }

  /** Milliseconds to the first mark after a start: a restart does not shift their times, which go on from the newest. */
  firstDelayMs(nowMs: number, intervalMs: number): number {
    if (this.#markedAtMs === null) return intervalMs;
    const sinceMs = nowMs - this.#markedAtMs;
    return sinceMs < 0 ? intervalMs : intervalMs - sinceMs % intervalMs;
  }

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
  next(
    { contestants, positions, quoteOf, perpetualsOf }: MarkedBooks,
  ): EquityMark[] {
    const changed: EquityMark[] = [];
    for (const { id, cash } of contestants.values()) {
      const equity = equityAtBid(cash, positions.of(id), quoteOf);
      const perpetuals = perpetualsOf(id);
      if (equity.kind === "unmarked" || perpetuals === null) continue;
      const positionsAtBid = add(equity.positionsAtBid, perpetuals);
      const last = this.#newest.get(id);
      if (last?.cash === cash && last.positionsAtBid === positionsAtBid) {
        continue;
      }
      changed.push({
        contestantId: id,
        cash,
        positionsAtBid,
        equity: add(cash, positionsAtBid),
      });
    }
    for (const mark of changed) this.#newest.set(mark.contestantId, mark);
    return changed;
  }
}
