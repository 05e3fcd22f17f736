/**
 * Messages of risk.
 *
 * Traders send orders for review, the feed quotes (conflated by market), the journal its rows in order.
 * A review that is lost to overflow or a crash is an order that never was: its trader gives it up and
 * decides anew. After a restart everything but the order rate of the
 * last minute is folded from the journal again.
 *
 * @module
 */
import type { Order } from "../../domain/order.ts";
import type { Quote } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What risk takes. */
export type RiskMessage =
  | { readonly kind: "review_order"; readonly order: Order }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | JournalMessage;

/** Quotes conflate by market; everything else keeps its place. */
export const RISK_MAILBOX: MailboxOptions<RiskMessage> = {
  capacity: 16_384,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "quote_changed"
        ? `quote ${message.quote.marketId}`
        : null,
  },
};
