import type { TaskDue, TaskRun } from "../../domain/daily_task.ts";
import type { BookView } from "../../domain/book.ts";
import type { DecisionId, MarketId, RoundId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import type { VenueBalance } from "./execution.ts";
import type { OrderTiming } from "./order_timing.ts";

/** A moment at which every contestant looks at every open market. */
export interface Round {
  readonly id: RoundId;
  readonly startedAtMs: number;
}

/** What a venue says that our contestants may spend there: their cash, or what they allow it to take of it if that is less. */
export interface VenueBalances {
  readonly venue: VenueId;
  readonly balances: readonly VenueBalance[];
}

/** A piece of what a model says while it thinks. */
export interface Thought {
  readonly decisionId: DecisionId;
  readonly kind: "reasoning" | "text";
  readonly text: string;
}

/**
 * What is published to whoever subscribes. Rows are complete and in order; quotes may be conflated.
 *
 * `book_shown` is the live book of a market itself, published when the market gets another one and once a second
 * for whoever came late: keep it to look at it as it is by then, within one message.
 */
export type ArenaTopics = {
  "row_committed": JournalRow;
  "quote_changed": Quote;
  "book_shown": BookView;
  /** In the venue's order, but that an older book, quote or context of a market may be left out. */
  "perpetual_reported": PerpetualReport;
  "round_started": Round;
  "task_due": TaskDue;
  /** The events that may still be traded, whenever they change and with every look at them, for whoever came late. */
  "events_shown": readonly MarketId[];
  /** For viewers alone: nothing that is decided or journaled depends on it. */
  "task_done": TaskRun;
  "venue_status_changed": VenueStatus;
  /** When a venue begins or ceases to be degraded, and every second while it is, for whoever came late. */
  "venue_degraded": VenueStatus;
  "venue_balances_reported": VenueBalances;
  /** What every model of a round, or of a signal, is shown. */
  "snapshot_taken": Snapshot;
  /** For viewers alone: nothing that is decided or journaled depends on it. */
  "thought_streamed": Thought;
  /** For figures alone: nothing that is decided or journaled depends on it. */
  "order_timed": OrderTiming;
};
