/**
 * Messages of a trader of perpetuals; there is one per contestant.
 *
 * Rounds come from the scheduler, reports from the feed (conflated by market), rows from the journal in order.
 * Nothing else is kept over a restart: what the trader holds is folded from the journal again.
 *
 * @module
 */
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { Round } from "../ports/topics.ts";

/** What a trader of perpetuals takes. */
export type PerpetualTraderMessage =
  | { readonly kind: "round_started"; readonly round: Round }
  | {
    readonly kind: "perpetual_reported";
    readonly report: PerpetualReport;
  }
  | JournalMessage;

function conflationKey(message: PerpetualTraderMessage): string | null {
  if (message.kind !== "perpetual_reported") return null;
  const { report } = message;
  switch (report.kind) {
    case "book":
      return `book ${report.book.marketId}`;
    case "quote":
      return `quote ${report.quote.marketId}`;
    case "context":
      return `context ${report.context.marketId}`;
    case "trade":
      return `trade ${report.trade.marketId}`;
    case "listed":
      return null;
  }
}

/** A row that is lost to overflow is noticed by its gap and restarts the trader from the journal. */
export const PERPETUAL_TRADER_MAILBOX: MailboxOptions<PerpetualTraderMessage> =
  {
    capacity: 8_192,
    overflow: { kind: "conflate", key: conflationKey },
  };
