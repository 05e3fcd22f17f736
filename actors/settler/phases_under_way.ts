import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase } from "../../domain/market.ts";

/** Phases of each market that are on their way into the journal, in the order in which they were appended. */
export class PhasesUnderWay {
  readonly #phases = new Map<MarketId, readonly MarketPhase[]>();

  /** Returns the phase that a market comes to once all of its rows are there; `undefined` if none is under way. */
  last(id: MarketId): MarketPhase | undefined {
    return this.#phases.get(id)?.at(-1);
  }

  add(id: MarketId, phase: MarketPhase): void {
    this.#phases.set(id, [...this.#phases.get(id) ?? [], phase]);
  }

  /** Takes the oldest phase of a market off: its row has come. */
  committed(id: MarketId): void {
    const [, ...left] = this.#phases.get(id) ?? [];
    if (left.length > 0) this.#phases.set(id, left);
    else this.#phases.delete(id);
  }
}
