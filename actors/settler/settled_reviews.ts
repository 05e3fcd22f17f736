import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { isSettling } from "../../domain/settlement.ts";

/** When after its end a market is looked at again, in milliseconds: 10 minutes, 1, 6 and 24 hours. */
const REVIEWED_AFTER_MS = [600_000, 3_600_000, 21_600_000, 86_400_000];
/** When after its end a market is forgotten, in milliseconds: an hour after its last review was due. */
const FORGOTTEN_AFTER_MS = 90_000_000;

interface Settled {
  readonly settledAtMs: number;
  /** When it is to be looked at again; `Infinity` after the last time. */
  readonly nextAtMs: number;
  /** Whether the venue's answer is outstanding. */
  readonly isAsked: boolean;
}

/**
 * The markets that are over, folded from the journal, and which of them the venue has to be asked about again:
 * a venue that resolves a market anew need not say so to those who think that it is over.
 *
 * It holds those that ended within the last 25 hours.
 */
export class SettledReviews {
  readonly #settled = new Map<MarketId, Settled>();

  /** @param atMs When the row's fact occurred, Unix milliseconds. */
  fold(entry: JournalEntry, atMs: number): void {
    if (entry.kind !== "market_phase_changed") return;
    if (!isSettling(entry.phase)) {
      this.#settled.delete(entry.marketId);
      return;
    }
    this.#settled.set(entry.marketId, {
      settledAtMs: atMs,
      nextAtMs: nextReviewMs(atMs, atMs),
      isAsked: false,
    });
  }

  /** Returns up to `limit` markets to ask the venue about now, and holds them to be asked until `answered`. */
  take(nowMs: number, limit: number): readonly MarketId[] {
    const taken: MarketId[] = [];
    for (const [id, { settledAtMs, nextAtMs, isAsked }] of this.#settled) {
      if (nowMs - settledAtMs > FORGOTTEN_AFTER_MS) this.#settled.delete(id);
      else if (!isAsked && nextAtMs <= nowMs && taken.length < limit) {
        const next = nextReviewMs(settledAtMs, nowMs);
        this.#settled.set(id, { settledAtMs, nextAtMs: next, isAsked: true });
        taken.push(id);
      }
    }
    return taken;
  }

  /** Lets a market be asked about again. Returns whether it was asked about and has not ended or begun anew since. */
  answered(id: MarketId): boolean {
    const settled = this.#settled.get(id);
    if (settled === undefined) return false;
    this.#settled.set(id, { ...settled, isAsked: false });
    return settled.isAsked;
  }
}

function nextReviewMs(settledAtMs: number, nowMs: number): number {
  return REVIEWED_AFTER_MS.map((afterMs) => settledAtMs + afterMs)
    .find((atMs) => atMs > nowMs) ?? Infinity;
}
