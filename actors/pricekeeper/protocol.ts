/**
 * Messages of the pricekeeper, which keeps what the prices of events did, and removes what is older than it is kept for.
 *
 * The feed tells of quotes, the curator which markets are events, the calendar what is due. What came since the last
 * point is lost with a restart, and nothing is made up for the time in between; what was kept is made into bars by
 * whoever looks next. Its tasks may be told twice: a point, a bar and a removal are made once.
 *
 * @module
 */
import type { TaskDue } from "../../domain/daily_task.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { PricePoint } from "../../domain/price_bar.ts";
import type { Quote } from "../../domain/quote.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";

/** What the pricekeeper takes. */
export type PricekeeperMessage =
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "events_shown"; readonly events: readonly MarketId[] }
  | { readonly kind: "task_due"; readonly due: TaskDue }
  | {
    readonly kind: "task_done";
    readonly due: TaskDue;
    readonly outcome: string;
  }
  | {
    readonly kind: "task_failed";
    readonly due: TaskDue;
    /** Points that could not be kept. */
    readonly points: readonly PricePoint[];
  };

/** Quotes conflate by market: a bar of a busy moment may miss one between two others. */
export const PRICEKEEPER_MAILBOX: MailboxOptions<PricekeeperMessage> = {
  capacity: 4_096,
  overflow: {
    kind: "conflate",
    group: ({ kind }) => kind,
    key: (message) => {
      switch (message.kind) {
        case "quote_changed":
          return message.quote.marketId;
        case "events_shown":
          return message.kind;
        default:
          return null;
      }
    },
  },
};
