import type { MarketId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { OverdueMarkets } from "./overdue.ts";
import { SettledReviews } from "./settled_reviews.ts";

/** How many markets the venue is asked about at once: by the calendar it is asked less often, so about more. */
export const MARKETS_MAX = { often: 20, byCalendar: 200 } as const;

/** What the venue has to be asked: how overdue markets ended, then whether those that are over still stand. */
export class VenueQuestions {
  readonly #overdue = new OverdueMarkets();
  readonly #reviews = new SettledReviews();

  fold({ entry, occurredAtMs }: JournalRow): void {
    this.#overdue.fold(entry);
    this.#reviews.fold(entry, occurredAtMs);
  }

  /** Returns up to `limit` markets to ask about now, and holds them to be asked until `answered`. */
  take(nowMs: number, limit: number): readonly MarketId[] {
    const overdue = this.#overdue.take(nowMs, limit);
    const reviews = this.#reviews.take(nowMs, limit - overdue.length);
    return [...overdue, ...reviews];
  }

  /** Lets a market be asked about again. Returns whether it was asked about and has not ended or begun anew since. */
  answered(id: MarketId): boolean {
    const isOverdue = this.#overdue.answered(id);
    return this.#reviews.answered(id) || isOverdue;
  }
}
