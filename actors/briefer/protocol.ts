/**
 * Messages of the briefer, which takes the snapshots that models decide from.
 *
 * Rounds come from the scheduler, quotes and books from the feed, rows from the journal in order. For each round and
 * each signal it publishes one snapshot: whoever thinks about the same cause is shown the same, however late it
 * begins. Quotes of one market replace their queued predecessor. After a restart books and prices are those that
 * come in anew; the rest is folded from the journal.
 *
 * @module
 */
import type { BookView } from "../../domain/book.ts";
import type { Quote } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { Round } from "../ports/topics.ts";

/** What the briefer takes. */
export type BrieferMessage =
  | { readonly kind: "round_started"; readonly round: Round }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "book_shown"; readonly book: BookView }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the briefer from the journal. */
export const BRIEFER_MAILBOX: MailboxOptions<BrieferMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    group: ({ kind }) => kind,
    key(message) {
      switch (message.kind) {
        case "quote_changed":
          return message.quote.marketId;
        case "book_shown":
          return message.book.marketId;
        default:
          return null;
      }
    },
  },
};
