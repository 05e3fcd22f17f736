/**
 * Messages of the feed.
 *
 * Market data sends events in the venue's order. Under load, quotes and depths of one market replace
 * their queued predecessor; listings, phases and trades never do. After a restart the connection is
 * opened anew and markets that the journal knows are not listed twice.
 *
 * @module
 */
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { MarketEvent } from "../ports/market_data.ts";

/** What the feed takes. */
export type FeedMessage =
  | { readonly kind: "market_event"; readonly event: MarketEvent }
  | { readonly kind: "status_due" }
  | { readonly kind: "run_ended" }
  | { readonly kind: "run_failed"; readonly error: Error }
  | JournalMessage;

function conflationKey(message: FeedMessage): string | null {
  if (message.kind !== "market_event") return null;
  const { event } = message;
  switch (event.kind) {
    case "quote_changed":
      return event.quote.marketId;
    case "book_changed":
      return event.depth.marketId;
    case "spot_printed":
      return event.symbol;
    case "perpetual_reported":
      return perpetualKey(event.report);
    default:
      return null;
  }
}

function perpetualKey(report: PerpetualReport): string | null {
  switch (report.kind) {
    case "book":
      return `perpetual book ${report.book.marketId}`;
    case "quote":
      return `perpetual quote ${report.quote.marketId}`;
    case "context":
      return `perpetual context ${report.context.marketId}`;
    default:
      return null;
  }
}

/** Quotes, books, depths and contexts conflate by market, spot prices by symbol; everything else keeps its place. */
export const FEED_MAILBOX: MailboxOptions<FeedMessage> = {
  capacity: 65_536,
  overflow: {
    kind: "conflate",
    key: conflationKey,
    group: (message) =>
      message.kind === "market_event" ? message.event.kind : message.kind,
  },
};
