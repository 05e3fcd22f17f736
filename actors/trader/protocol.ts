/**
 * Messages of a trader; there is one per contestant.
 *
 * Rounds come from the scheduler, quotes from the feed (conflated by market), rows from the journal in
 * order. Nothing else is kept over a restart: what the trader holds is folded from the journal again.
 *
 * @module
 */
import type { Quote } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { Round } from "../ports/topics.ts";

/** What a trader takes. */
export type TraderMessage =
  | { readonly kind: "round_started"; readonly round: Round }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | JournalMessage;

/** A row that is lost to overflow is noticed by its gap and restarts the trader from the journal. */
export const TRADER_MAILBOX: MailboxOptions<TraderMessage> = {
  capacity: 8_192,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "quote_changed" ? message.quote.marketId : null,
  },
};
