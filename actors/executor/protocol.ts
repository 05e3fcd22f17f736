/**
 * Messages of the executor.
 *
 * Risk sends approved orders and cancels, the operator's desk what is to become of dead-lettered orders; the
 * executor's own venue calls come back as messages, and so do the reports that the venue sends by itself.
 * Nothing may be dropped: a full mailbox fails the executor, which then rebuilds itself from the journal and
 * asks the venue about every order that is still open. What does not survive a restart: an order that waits
 * for the one that it replaces, or for its row (it never left), and failures in a row that have not opened
 * the circuit yet.
 *
 * The executor alone journals what happens to orders. Whoever learns of it by another way tells the executor,
 * with `ask_due` to make it ask the venue now or with `order_pushed`.
 *
 * @module
 */
import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import type { ActorRef, MailboxOptions } from "../../runtime/mod.ts";
import type { CancelReport, VenueOrderReport } from "../ports/execution.ts";
import type { PerpetualOrderReport } from "../ports/perpetual_execution.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { OrderStamps } from "../ports/order_timing.ts";

/** An order that risk let through; the same id again changes nothing. */
export interface SubmitOrder {
  readonly kind: "submit_order";
  /**
   * With `replaces` set it leaves once that order is closed, for what is then left to want. The one to be
   * replaced must be open, and of the same contestant, market, side and outcome.
   */
  readonly order: Approved<Order>;
  /** What was measured before; for `order_timed` alone. */
  readonly stamps?: OrderStamps;
}

/** What became of an operator's word on an order. */
export type DeadLetterReply =
  | {
    readonly kind: "dead_letter_resolved";
    /** The row that it is in. */
    readonly sequence: number;
  }
  | {
    readonly kind: "dead_letter_kept";
    /** One sentence for people. */
    readonly reason: string;
  };

/** An operator's word on a dead-lettered order. */
export interface ResolveDeadLetter {
  readonly kind: "resolve_dead_letter";
  readonly orderId: OrderId;
  /** `ask_again` asks the venue anew; `cancel` books the order as canceled, whatever the venue says. */
  readonly action: "ask_again" | "cancel";
  /** Who decided, as it signed. */
  readonly by: string;
  readonly detail: string;
  readonly replyTo: ActorRef<DeadLetterReply>;
}

/** What the venue said of an order. Times are milliseconds of the monotonic clock. */
interface Answer<Report> {
  readonly orderId: OrderId;
  readonly report: Report;
  readonly askedAtMs: number;
}

/** What came of sending an order. */
export interface OrderAnswered extends Answer<VenueOrderReport> {
  readonly kind: "order_answered";
  readonly answeredAtMs: number;
}

/** The venue has not answered in time. */
export interface AnswerOverdue {
  readonly kind: "answer_overdue";
  readonly orderId: OrderId;
  readonly call: "submit" | "ask";
  readonly askedAtMs: number;
}

/** What the venue said, or did not say. */
export type VenueMessage =
  /** It spoke of an order by itself. */
  | {
    readonly kind: "order_pushed";
    readonly orderId: OrderId;
    readonly report: VenueOrderReport;
  }
  | OrderAnswered
  | {
    readonly kind: "submit_failed";
    readonly orderId: OrderId;
    readonly error: Error;
  }
  | ({ readonly kind: "order_reported" } & Answer<VenueOrderReport>)
  | ({ readonly kind: "cancel_reported" } & Answer<CancelReport>)
  | {
    readonly kind: "ask_failed";
    readonly orderId: OrderId;
    readonly error: Error;
    readonly askedAtMs: number;
  }
  | AnswerOverdue;

/** What goes on with orders for perpetuals. */
export type PerpetualMessage =
  /** One that risk let through; the same id again changes nothing. */
  | {
    readonly kind: "submit_perpetual";
    readonly order: Approved<PerpetualOrder>;
  }
  | {
    readonly kind: "perpetual_answered";
    readonly orderId: OrderId;
    readonly report: PerpetualOrderReport;
  }
  | {
    readonly kind: "perpetual_failed";
    readonly orderId: OrderId;
    readonly error: Error;
  };

/** What the executor takes. */
export type ExecutorMessage =
  | SubmitOrder
  /** Orders that are unknown or over are passed over, so it may be told again. */
  | {
    readonly kind: "cancel_order";
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | ResolveDeadLetter
  | PerpetualMessage
  /** The order is to be asked about now, unless a question is under way. */
  | { readonly kind: "ask_due"; readonly orderId: OrderId }
  | { readonly kind: "resend_due"; readonly orderId: OrderId }
  | { readonly kind: "circuit_due" }
  | VenueMessage
  | JournalMessage;

/** Nothing is ever dropped: overflow is a failure. */
export const EXECUTOR_MAILBOX: MailboxOptions<ExecutorMessage> = {
  capacity: 16_384,
  overflow: { kind: "fail" },
};
