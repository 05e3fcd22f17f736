import type { MarketId } from "../../domain/ids.ts";
import { NewestMap } from "../../domain/newest_map.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { ReportedPhase } from "./phase_news.ts";

/** More markets than this cannot be on their way into the journal: the rest are some that nobody lists. */
const MARKETS_MAX = 1_000;

/**
 * Phases reported of markets whose listing has not been committed yet: the newest of each, and after an end
 * only what the venue dates later. Beyond 1,000 markets the oldest is dropped; one that is listed after all is
 * asked about once it is overdue.
 */
export class EarlyPhases {
  readonly #reported = new NewestMap<MarketId, ReportedPhase>(MARKETS_MAX);

  add(reported: ReportedPhase): void {
    const { marketId } = reported.change;
    const known = this.#reported.get(marketId);
    if (
      known !== undefined && isSettling(known.change.phase) &&
      reported.occurredAtMs <= known.occurredAtMs
    ) return;
    this.#reported.set(marketId, reported);
  }

  /** Returns what was reported of a market and forgets it. */
  take(id: MarketId): ReportedPhase | undefined {
    const reported = this.#reported.get(id);
    this.#reported.delete(id);
    return reported;
  }
}
