import type { MarketId } from "./ids.ts";
import {
  isSameResolution,
  type Market,
  type MarketPhase,
  type Resolution,
} from "./market.ts";
import { canChangePhase, InvalidPhaseError, isSettling } from "./settlement.ts";

/** A market as the journal has it: `market.phase` is its phase now. */
export interface MarketStanding {
  readonly market: Market;
  /** Set from `proposed` on. */
  readonly resolution: Resolution | null;
  /** Unix milliseconds of the listing or the last change of phase. */
  readonly phaseSinceMs: number;
}

/** What a market changes to. */
export interface PhaseChange {
  readonly marketId: MarketId;
  readonly phase: MarketPhase;
  readonly resolution: Resolution | null;
}

/** Markets by id, in the order of their first listing. */
export class MarketRegister {
  #standings = new Map<MarketId, MarketStanding>();

  get standings(): ReadonlyMap<MarketId, MarketStanding> {
    return this.#standings;
  }

  /** Returns a register of the same markets that goes its own way. */
  copy(): MarketRegister {
    const copy = new MarketRegister();
    copy.#standings = new Map(this.#standings);
    return copy;
  }

  /** Adds a market. Listing it again renews its description and leaves phase and resolution alone. */
  list(market: Market, atMs: number): void {
    const known = this.#standings.get(market.id);
    this.#standings.set(
      market.id,
      known === undefined
        ? { market, resolution: null, phaseSinceMs: atMs }
        : { ...known, market: { ...market, phase: known.market.phase } },
    );
  }

  /**
   * Changes a market's phase. Returns `false` for a repetition, which changes nothing; a resolution may be
   * replaced by another, also a final one: what was paid on it is then taken back.
   *
   * @throws {InvalidPhaseError} If the market is not listed, its phase does not allow the change, or it would
   * be paid out without a resolution.
   */
  change(change: PhaseChange, atMs: number): boolean {
    const { marketId, phase, resolution } = change;
    const standing = this.#standings.get(marketId);
    const from = standing?.market.phase;
    if (standing === undefined || from === undefined) {
      throw new InvalidPhaseError(
        `Cannot change a market's phase as it must be listed: current value is "${marketId}"`,
      );
    }
    const isSame = from === phase;
    if (isSame && isSameResolution(standing.resolution, resolution)) {
      return false;
    }
    if (!isSame && !canChangePhase(from, phase)) {
      throw new InvalidPhaseError(
        `Cannot change market "${marketId}" to ${phase} as its phase does not allow it: current value is ${from}`,
      );
    }
    if (isSettling(phase) && resolution === null) {
      throw new InvalidPhaseError(
        `Cannot change market "${marketId}" to ${phase} as it must have a resolution: current value is null`,
      );
    }
    this.#standings.set(marketId, {
      market: { ...standing.market, phase },
      resolution,
      phaseSinceMs: atMs,
    });
    return true;
  }
}
