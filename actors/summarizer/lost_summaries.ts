import { eventKey } from "../../domain/event_summary.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";

/** Questions to the web of which no end is known, folded from the journal. */
export class LostSummaries {
  readonly #asked = new Map<string, EntryOf<"event_summary_asked">>();

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "event_summary_asked":
        this.#asked.set(eventKey(entry), entry);
        return;
      case "event_summarized":
      case "event_summary_failed":
        this.#asked.delete(eventKey(entry));
        return;
    }
  }

  /**
   * Returns the rows that end them all, in the order in which they were begun. Nobody knows what a question cost that a
   * crash cut off: what was set aside for it is charged, so that the day's budget is never found larger than it is.
   */
  endRows(): readonly EntryOf<"event_summary_failed">[] {
    return [...this.#asked.values()].map((
      { venue, eventTicker, reserved },
    ) => ({
      kind: "event_summary_failed",
      venue,
      eventTicker,
      cost: reserved,
      costSource: "estimate",
      fault: "aborted",
      detail: "The arena restarted while the web was asked.",
    }));
  }
}
