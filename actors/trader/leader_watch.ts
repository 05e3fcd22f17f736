import type { Decision } from "../../domain/decision.ts";
import type { ContestantId, MarketId, SeasonId } from "../../domain/ids.ts";
import type { EquityMark, JournalEntry } from "../../domain/journal.ts";
import { seasonOf } from "../../domain/season.ts";
import { isSettling } from "../../domain/settlement.ts";

/** Knows who leads its own season, and what the leader last wanted of each market that is not over. */
export class LeaderWatch {
  readonly #own: ContestantId;
  readonly #season: SeasonId;
  readonly #decisions = new Map<MarketId, Map<ContestantId, Decision>>();
  #leader: ContestantId | null = null;

  /** @param own Never counts as the leader. */
  constructor(own: ContestantId) {
    this.#own = own;
    this.#season = seasonOf(own);
  }

  /** The newest decision of whoever led when equity was last marked; `null` where nobody leads or it has none. */
  decision(marketId: MarketId): Decision | null {
    return this.#leader === null
      ? null
      : this.#decisions.get(marketId)?.get(this.#leader) ?? null;
  }

  /** Takes a row of the journal. */
  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "equity_marked":
        this.#leader = this.#leaderOf(entry.marks);
        return;
      case "decision_made":
        return this.#onDecision(entry.decision);
      case "market_phase_changed":
        if (isSettling(entry.phase)) this.#decisions.delete(entry.marketId);
        return;
    }
  }

  /** Nobody leads while two share the first place. */
  #leaderOf(marks: readonly EquityMark[]): ContestantId | null {
    const others = marks
      .filter(({ contestantId }) =>
        contestantId !== this.#own && seasonOf(contestantId) === this.#season
      )
      .sort((left, right) => left.equity < right.equity ? 1 : -1);
    const [first, second] = others;
    if (first === undefined || first.equity === second?.equity) return null;
    return first.contestantId;
  }

  #onDecision(decision: Decision): void {
    const { contestantId, marketId } = decision;
    if (contestantId === this.#own) return;
    const known = this.#decisions.get(marketId);
    if (known !== undefined) known.set(contestantId, decision);
    else this.#decisions.set(marketId, new Map([[contestantId, decision]]));
  }
}
