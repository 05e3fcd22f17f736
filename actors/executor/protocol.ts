/**
 * Messages of the executor.
 *
 * Risk sends approved orders; the executor's own venue calls come back as messages. Nothing may be
 * dropped: a full mailbox fails the executor, which then rebuilds itself from the journal and asks the
 * venue about every order that is still open.
 *
 * @module
 */
import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { MailboxOptions } from "../../runtime/mod.ts";
import type { VenueOrderReport } from "../ports/execution.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What the venue said of an order. */
export interface OrderReported {
  readonly kind: "order_reported";
  readonly orderId: OrderId;
  readonly report: VenueOrderReport;
  /** When the venue was asked, in milliseconds of the monotonic clock. */
  readonly askedAtMs: number;
}

/** What the executor takes. */
export type ExecutorMessage =
  | { readonly kind: "submit_order"; readonly order: Approved<Order> }
  | OrderReported
  | {
    readonly kind: "submit_failed";
    readonly orderId: OrderId;
    readonly error: Error;
  }
  | {
    readonly kind: "query_failed";
    readonly orderId: OrderId;
    readonly error: Error;
  }
  | { readonly kind: "query_due"; readonly orderId: OrderId }
  | JournalMessage;

/** Nothing is ever dropped: overflow is a failure. */
export const EXECUTOR_MAILBOX: MailboxOptions<ExecutorMessage> = {
  capacity: 16_384,
  overflow: { kind: "fail" },
};
