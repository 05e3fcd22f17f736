import type { RoundId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Quote } from "../../domain/quote.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";

/** A moment at which every contestant looks at every open market. */
export interface Round {
  readonly id: RoundId;
  readonly startedAtMs: number;
}

/** What is published to whoever subscribes. Rows are complete and in order; quotes may be conflated. */
export type ArenaTopics = {
  "row_committed": JournalRow;
  "quote_changed": Quote;
  "round_started": Round;
  "venue_status_changed": VenueStatus;
};
