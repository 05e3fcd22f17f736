/**
 * Messages of the broadcaster, which folds what happens into the view that browsers see.
 *
 * Rows, quotes and venue statuses arrive by the event bus; the rest it sends to itself, but for
 * `tree_changed`, which whoever supervises sends when an actor fails or comes back. Rows are folded in
 * sequence; quotes of one market, venue statuses and tree changes replace their queued predecessor. A
 * restart rebuilds the view from the journal under a new epoch, so every watcher gets a fresh snapshot.
 *
 * @module
 */
import type { JournalRow } from "../../domain/journal.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { Quote } from "../../domain/quote.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import type { OrderTiming } from "../ports/order_timing.ts";
import type { Thought } from "../ports/topics.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the broadcaster takes. */
export type BroadcasterMessage =
  | { readonly kind: "row_committed"; readonly row: JournalRow }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | {
    readonly kind: "perpetual_reported";
    readonly report: PerpetualReport;
  }
  | { readonly kind: "venue_status_changed"; readonly status: VenueStatus }
  | { readonly kind: "thought_streamed"; readonly thought: Thought }
  | { readonly kind: "order_timed"; readonly timing: OrderTiming }
  | { readonly kind: "tree_changed" }
  | { readonly kind: "inspection_due" }
  | { readonly kind: "flush_due" };

/** Rows, timings and thoughts keep their place; of everything else only the newest counts. */
export const BROADCASTER_MAILBOX: MailboxOptions<BroadcasterMessage> = {
  capacity: 16_384,
  overflow: {
    kind: "conflate",
    group: ({ kind }) => kind,
    key(message) {
      switch (message.kind) {
        case "row_committed":
        case "order_timed":
        case "thought_streamed":
          return null;
        case "quote_changed":
          return message.quote.marketId;
        case "perpetual_reported":
          return perpetualKey(message.report);
        default:
          return message.kind;
      }
    },
  },
};

/** Whole books and quotes say the same to viewers; of trades they are told nothing. */
function perpetualKey(report: PerpetualReport): string {
  switch (report.kind) {
    case "book":
      return `perpetual quote ${report.book.marketId}`;
    case "quote":
      return `perpetual quote ${report.quote.marketId}`;
    case "context":
      return `perpetual context ${report.context.marketId}`;
    case "trade":
    case "listed":
      return "perpetual";
  }
}
