/**
 * Messages of the settler, the only writer of market phases, settlements and equity marks.
 *
 * The feed reports phases, the journal its rows in order; quotes are conflated by market. Nothing else is
 * kept over a restart: books are folded from the journal and what is overdue is asked of the venue.
 *
 * @module
 */
import type { MarketId } from "../../domain/ids.ts";
import type { PhaseChange } from "../../domain/market_register.ts";
import type { Quote } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { ResolutionReport } from "../ports/resolution.ts";

/** What the settler takes. */
export type SettlerMessage =
  | {
    readonly kind: "phase_reported";
    readonly change: PhaseChange;
    readonly occurredAtMs: number;
  }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "mark_due" }
  | { readonly kind: "poll_due" }
  | { readonly kind: "resolution_reported"; readonly report: ResolutionReport }
  | {
    readonly kind: "resolution_failed";
    readonly marketId: MarketId;
    readonly error: Error;
  }
  | JournalMessage;

/** Quotes conflate by market; everything else keeps its place. */
export const SETTLER_MAILBOX: MailboxOptions<SettlerMessage> = {
  capacity: 16_384,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "quote_changed"
        ? `quote ${message.quote.marketId}`
        : null,
  },
};
