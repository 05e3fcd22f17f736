/**
 * Messages of the detector.
 *
 * The feed sends market events in the venue's order; under load quotes and depths of one market
 * replace their queued predecessor, trades and listings never do. Nothing survives a restart but what
 * the journal holds: cooldowns and windows start anew, signals that were not scored yet are scored.
 *
 * @module
 */
import type { SignalId } from "../../domain/ids.ts";
import type { BookDepth, Quote, TradeTick } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What the detector takes. */
export type DetectorMessage =
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "trade_printed"; readonly trade: TradeTick }
  | { readonly kind: "depth_changed"; readonly depth: BookDepth }
  | { readonly kind: "score_due"; readonly signalId: SignalId }
  | JournalMessage;

/** Quotes and depths conflate by market; everything else keeps its place. */
export const DETECTOR_MAILBOX: MailboxOptions<DetectorMessage> = {
  capacity: 16_384,
  overflow: {
    kind: "conflate",
    group: ({ kind }) => kind,
    key(message) {
      switch (message.kind) {
        case "quote_changed":
          return message.quote.marketId;
        case "depth_changed":
          return message.depth.marketId;
        default:
          return null;
      }
    },
  },
};
