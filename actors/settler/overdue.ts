import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { isSettling } from "../../domain/settlement.ts";

/** Milliseconds after its close for which a market's own events are waited for before the venue is asked. */
const GRACE_MS = 20_000;

interface Unsettled {
  /** `-Infinity` for a market that was over and is no more: it is late by nature. */
  readonly closesAtMs: number;
  /** When the venue was last asked; `-Infinity` before the first time. */
  readonly askedAtMs: number;
  /** Whether its answer is outstanding. */
  readonly isAsked: boolean;
}

/**
 * The markets that are not over, folded from the journal, and which of them the venue has to be asked about.
 *
 * Markets that are over are forgotten, so a look at it costs as much as there are unsettled markets, however
 * many there ever were. Those not asked for the longest time come first: markets that a venue never settles
 * cannot keep others from being asked about.
 */
export class OverdueMarkets {
  readonly #unsettled = new Map<MarketId, Unsettled>();

  fold(entry: JournalEntry): void {
    if (entry.kind === "market_listed") {
      const { id, phase, closesAtMs } = entry.market;
      if (isSettling(phase)) return;
      this.#unsettled.set(id, {
        askedAtMs: -Infinity,
        isAsked: false,
        ...this.#unsettled.get(id),
        closesAtMs,
      });
    }
    if (entry.kind !== "market_phase_changed") return;
    if (isSettling(entry.phase)) this.#unsettled.delete(entry.marketId);
    else this.#reopened(entry.marketId);
  }

  /** Returns up to `limit` markets to ask the venue about now, and holds them to be asked until `answered`. */
  take(nowMs: number, limit: number): readonly MarketId[] {
    const taken = [...this.#unsettled]
      .filter(([, { closesAtMs, isAsked }]) =>
        !isAsked && nowMs - closesAtMs > GRACE_MS
      )
      .sort(([, left], [, right]) =>
        left.askedAtMs === right.askedAtMs
          ? left.closesAtMs - right.closesAtMs
          : left.askedAtMs - right.askedAtMs
      )
      .slice(0, limit);
    for (const [id, { closesAtMs }] of taken) {
      this.#unsettled.set(id, { closesAtMs, askedAtMs: nowMs, isAsked: true });
    }
    return taken.map(([id]) => id);
  }

  /** Lets a market be asked about again. Returns whether it was asked about and has not ended or begun anew since. */
  answered(id: MarketId): boolean {
    const unsettled = this.#unsettled.get(id);
    if (unsettled === undefined) return false;
    this.#unsettled.set(id, { ...unsettled, isAsked: false });
    return unsettled.isAsked;
  }

  /** What is still to be answered about a market that was over is about its end, and no answer to how it stands now. */
  #reopened(id: MarketId): void {
    if (this.#unsettled.has(id)) return;
    this.#unsettled.set(id, {
      closesAtMs: -Infinity,
      askedAtMs: -Infinity,
      isAsked: false,
    });
  }
}
