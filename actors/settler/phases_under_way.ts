import type { MarketId } from "../../domain/ids.ts";
import type { ReportedPhase } from "./phase_news.ts";

/** Phases of each market that are on their way into the journal, in the order in which they were appended. */
export class PhasesUnderWay {
  readonly #phases = new Map<MarketId, readonly ReportedPhase[]>();

  /** Returns the phase that a market comes to once all of its rows are there; `undefined` if none is under way. */
  last(id: MarketId): ReportedPhase | undefined {
    return this.#phases.get(id)?.at(-1);
  }

  add(reported: ReportedPhase): void {
    const { marketId } = reported.change;
    this.#phases.set(marketId, [
      ...this.#phases.get(marketId) ?? [],
      reported,
    ]);
  }

  /** Takes the oldest phase of a market off: its row has come. */
  committed(id: MarketId): void {
    const [, ...left] = this.#phases.get(id) ?? [];
    if (left.length > 0) this.#phases.set(id, left);
    else this.#phases.delete(id);
  }
}
