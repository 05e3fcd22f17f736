import type { MarketId } from "./ids.ts";
import { isSameResolution, type Resolution } from "./market.ts";
import type {
  SettlementCheckEntry,
  SettlementNote,
} from "./settlement_check.ts";
import type { Quote } from "./quote.ts";

/** What was found doubtful about a market's result, and what became of it. */
export interface SettlementHold {
  readonly resolution: Resolution;
  readonly notes: readonly SettlementNote[];
  /** Whether nothing is paid on it. */
  readonly isHeld: boolean;
  /** Unix milliseconds. */
  readonly checkedAtMs: number;
  readonly lastQuote: Quote | null;
  /** What an operator decided last; `null` before. */
  readonly decision:
    | Pick<
      Extract<SettlementCheckEntry, { kind: "settlement_hold_decided" }>,
      "action" | "by" | "reason"
    >
    | null;
}

/** The doubts about the newest doubtful result of each market. */
export class SettlementHolds {
  #holds = new Map<MarketId, SettlementHold>();

  get all(): ReadonlyMap<MarketId, SettlementHold> {
    return this.#holds;
  }

  /** Returns the same doubts for books that go their own way. */
  copy(): SettlementHolds {
    const copy = new SettlementHolds();
    copy.#holds = new Map(this.#holds);
    return copy;
  }

  /** Returns what is doubtful about this result of a market; `null` where nothing is, or about another one. */
  about(
    id: MarketId,
    resolution: Resolution | null,
  ): SettlementHold | null {
    const hold = this.#holds.get(id);
    return hold !== undefined && isSameResolution(hold.resolution, resolution)
      ? hold
      : null;
  }

  /** Whether nothing is to be paid on this result of a market. */
  isHeld(id: MarketId, resolution: Resolution | null): boolean {
    return this.about(id, resolution)?.isHeld ?? false;
  }

  /**
   * Applies a row. Returns `false` where it changes nothing: a result that was doubted before, whatever was decided
   * about it, or a decision about what is not held.
   */
  apply(entry: SettlementCheckEntry, atMs: number): boolean {
    const { marketId, resolution } = entry;
    const known = this.about(marketId, resolution);
    if (entry.kind === "settlement_checked") {
      if (known !== null) return false;
      const { notes, isHeld, lastQuote } = entry;
      this.#holds.set(marketId, {
        resolution,
        notes,
        isHeld,
        checkedAtMs: atMs,
        lastQuote: lastQuote === null ? null : { marketId, ...lastQuote },
        decision: null,
      });
      return true;
    }
    if (known === null || !known.isHeld) return false;
    const { action, by, reason } = entry;
    this.#holds.set(marketId, {
      ...known,
      isHeld: action === "keep",
      decision: { action, by, reason },
    });
    return true;
  }
}
