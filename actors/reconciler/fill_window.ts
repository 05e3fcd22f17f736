import type { FillId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";

/**
 * How long before the newest fill that a pass has seen the next one looks for fills, in milliseconds: for as long
 * may a venue take to list one.
 */
export const FILL_OVERLAP_MS = 900_000;

/**
 * The booked fills of the time that the next pass looks at, folded from the journal.
 *
 * It begins `FILL_OVERLAP_MS` before the newest fill that was booked when the last pass was completed, by the
 * venue's own times: our clock may be off. Until then it begins that long before the journal. Memory grows with
 * the fills since then, and no further.
 */
export class FillWindow {
  /** When each happened, by the venue's time. */
  readonly #fills = new Map<FillId, number>();
  #newestMs: number | null = null;
  #sinceMs: number;

  /** @param startedAtMs Now, for a journal that is empty, Unix milliseconds. */
  constructor(startedAtMs: number) {
    this.#sinceMs = startedAtMs - FILL_OVERLAP_MS;
  }

  /** From when on fills are looked at, Unix milliseconds by the venue's time. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** How many fills are kept. */
  get size(): number {
    return this.#fills.size;
  }

  /** Whether a fill is booked. Of one from before `sinceMs` nothing is known. */
  has(id: FillId): boolean {
    return this.#fills.has(id);
  }

  /** Takes a committed row. */
  fold({ entry, sequence, recordedAtMs }: JournalRow): void {
    if (sequence === 1) {
      this.#sinceMs = Math.min(this.#sinceMs, recordedAtMs - FILL_OVERLAP_MS);
    }
    if (entry.kind === "order_filled") {
      const { id, occurredAtMs } = entry.fill;
      this.#newestMs = Math.max(this.#newestMs ?? occurredAtMs, occurredAtMs);
      if (occurredAtMs >= this.#sinceMs) this.#fills.set(id, occurredAtMs);
    }
    // What an account did not say may be of any time since it last did.
    if (
      entry.kind === "reconciliation_completed" &&
      entry.unanswered === undefined
    ) this.#advance();
  }

  #advance(): void {
    if (this.#newestMs === null) return;
    this.#sinceMs = Math.max(this.#sinceMs, this.#newestMs - FILL_OVERLAP_MS);
    for (const [id, occurredAtMs] of this.#fills) {
      if (occurredAtMs < this.#sinceMs) this.#fills.delete(id);
    }
  }
}
