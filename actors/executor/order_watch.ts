import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { isClosed } from "../../domain/order_transitions.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import {
  AmbiguousOutcomeError,
  type CancelReport,
  TransientVenueError,
  type VenueOrderReport,
} from "../ports/execution.ts";
import type { Journal } from "../ports/journal.ts";
import type { ExecutorBounds } from "./bounds.ts";
import { type DeadLetterList, ITSELF } from "./dead_letter_list.ts";
import { Inquiries, isResting } from "./inquiries.ts";
import { contradictionOf, LateFills } from "./late_fills.ts";
import type { OpenOrder, OpenOrders } from "./open_orders.ts";
import type { Outbox } from "./outbox.ts";
import type {
  DeadLetterReply,
  ExecutorMessage,
  ResolveDeadLetter,
} from "./protocol.ts";
import { reportEntries } from "./report_entries.ts";
import type { VenueCalls } from "./venue_calls.ts";

/** What the watch over orders works with. */
export interface OrderWatchOptions {
  readonly bounds: ExecutorBounds;
  readonly context: ActorContext<ExecutorMessage>;
  readonly journal: Journal;
  /** Empty ones, that nobody else applies rows to by themselves. */
  readonly books: ArenaBooks;
  readonly orders: OpenOrders;
  readonly outbox: Outbox;
  readonly deadLetters: DeadLetterList;
  readonly calls: VenueCalls;
  /** How long a request may be on its way, in milliseconds. */
  readonly arrivesWithinMs: number;
  readonly append: (entry: JournalEntry, order: Order | null) => void;
}

/**
 * Watches over orders that have left: books what the venue says of them and asks until it has said all.
 *
 * Where it says what cannot be, or nothing that can be read, trading stops until it does; where that lasts, the
 * order is given to an operator and stops its contestant alone. It is asked about on and on: the venue is truth.
 */
export class OrderWatch {
  readonly #options: OrderWatchOptions;
  readonly #inquiries: Inquiries;
  readonly #lateFills: LateFills;
  /** Orders from before this start, and contradictory ones, that the venue has not accounted for. */
  readonly #unreconciled = new Set<OrderId>();
  /** Operators whose word is on its way into the journal. */
  readonly #asked = new Map<OrderId, ActorRef<DeadLetterReply>>();

  constructor(options: OrderWatchOptions) {
    this.#options = options;
    this.#inquiries = new Inquiries(options.bounds, options.context);
    this.#lateFills = new LateFills({
      ...options,
      deadLetter: (closed, reason) => this.#deadLetter(closed, reason),
    });
  }

  /** How many orders keep a contestant from trading: nobody knows what it has before they are accounted for. */
  unreconciledOf(contestantId: ContestantId): number {
    const { orders } = this.#options;
    return [...this.#unreconciled].filter((id) => {
      const known = orders.find(id);
      return known === undefined || known.order.contestantId === contestantId;
    }).length;
  }

  /** Takes a committed row. */
  fold(row: JournalRow): void {
    this.#lateFills.fold(row);
  }

  /** The order leaves now. */
  left(id: OrderId): void {
    this.#inquiries.left(id);
  }

  /** Takes on an order that another incarnation may have sent, at any time until now. */
  adopt(id: OrderId): void {
    this.#inquiries.left(id);
    this.#doubt(id);
    this.ask(id);
  }

  /** Asks about an order, by taking it back where that is wanted. */
  ask(id: OrderId): void {
    const { orders, calls, context } = this.#options;
    if (orders.get(id) === undefined) return;
    const askedAtMs = context.clock.monotonicMs();
    this.#inquiries.asked(id, askedAtMs);
    if (orders.isCancelJournaled(id)) calls.cancel(id, askedAtMs);
    else calls.query(id, askedAtMs);
  }

  /** Asks about an order unless that is under way. */
  askOnce(id: OrderId): void {
    if (!this.#inquiries.isAsking(id)) this.ask(id);
  }

  /** The venue spoke by itself: only an answer can say that it has no such order. */
  onPushed(id: OrderId, report: VenueOrderReport): void {
    if (report.status === "unknown") return this.askOnce(id);
    this.#book(id, report);
  }

  onReport(id: OrderId, report: VenueOrderReport, askedAtMs: number): void {
    this.#inquiries.ended(id, askedAtMs);
    const open = this.#options.orders.get(id);
    const isPremature = report.status === "unknown" &&
      this.#isPremature(id, askedAtMs);
    if (open !== undefined && isPremature) return this.#askLater(open.order);
    this.#book(id, report);
  }

  onCancelReport(id: OrderId, report: CancelReport, askedAtMs: number): void {
    if (report.status !== "cancel_refused") {
      return this.onReport(id, report, askedAtMs);
    }
    this.#inquiries.ended(id, askedAtMs);
    const { orders, outbox, arrivesWithinMs, append } = this.#options;
    const open = orders.get(id);
    if (open?.order.status !== "pending_cancel") return;
    const isOvertaking = outbox.get(id)?.status === "sent" ||
      this.#inquiries.mayOvertake(id, askedAtMs, arrivesWithinMs);
    if (isOvertaking) return this.#askLater(open.order);
    const { reason } = report;
    append({ kind: "order_cancel_rejected", orderId: id, reason }, open.order);
  }

  /**
   * A venue that cannot be asked is asked again. An error that the adapter does not vouch for would come back
   * after every restart until the arena gives up, so it stops trading instead, until the venue answers.
   */
  onAskFailure(id: OrderId, error: Error, askedAtMs: number): void {
    if (!this.#inquiries.ended(id, askedAtMs)) return;
    const isVouchedFor = error instanceof AmbiguousOutcomeError ||
      error instanceof TransientVenueError;
    if (!isVouchedFor) this.#doubt(id);
    this.inVain(id, error.message);
  }

  /** A question about the order was in vain. @param reason Why, for the operator who may get the order. */
  inVain(id: OrderId, reason: string): void {
    const open = this.#options.orders.get(id);
    if (open === undefined) return;
    if (!this.#isAtRest(open.order)) {
      this.#inquiries.failed(id);
      if (this.#inquiries.isExhausted(id)) this.#deadLetter(open, reason);
    }
    this.#askLater(open.order);
  }

  /** Rows of the order were committed. */
  onBooked(id: OrderId): void {
    const { orders, deadLetters } = this.#options;
    if (orders.isComing(id)) return;
    if (orders.get(id) !== undefined) {
      if (this.#inquiries.isAccounted(id)) this.#settle(id);
      return;
    }
    this.#inquiries.close(id);
    this.#settle(id);
    deadLetters.forget(id);
  }

  /** An operator decides: the row comes first. */
  onResolve({ kind: _, replyTo, ...word }: ResolveDeadLetter): void {
    const { orderId } = word;
    const { deadLetters } = this.#options;
    if (!deadLetters.has(orderId) || deadLetters.isComing(orderId)) {
      return replyTo.tell({
        kind: "dead_letter_kept",
        reason: `Order ${orderId} waits for no operator.`,
      });
    }
    this.#asked.set(orderId, replyTo);
    this.#appendResolved(word);
  }

  /** That the order is on the list for operators is committed. */
  onDeadLettered(id: OrderId): void {
    this.#unreconciled.delete(id);
  }

  /** What an operator decided, or the venue made needless, is committed in a row. */
  onResolved(id: OrderId, sequence: number): void {
    const { orders, deadLetters } = this.#options;
    this.#asked.get(id)?.tell({ kind: "dead_letter_resolved", sequence });
    this.#asked.delete(id);
    if (orders.get(id) === undefined) return;
    if (deadLetters.condemned.has(id)) return this.cancelCondemned(id);
    this.#inquiries.restart(id);
    this.askOnce(id);
  }

  /** Books an order as canceled on an operator's word. */
  cancelCondemned(id: OrderId): void {
    const { orders, deadLetters, append } = this.#options;
    const reason = deadLetters.condemned.get(id);
    const open = orders.get(id);
    if (open === undefined || reason === undefined) return;
    append({ kind: "order_canceled", orderId: id, reason }, open.order);
  }

  #book(id: OrderId, report: VenueOrderReport): void {
    const { orders, append } = this.#options;
    const known = orders.find(id);
    if (known === undefined) return;
    if (isClosed(known.order)) return this.#lateFills.take(id, report);
    if (report.status !== "unknown") this.#inquiries.arrived(id);
    const outcome = reportEntries(known, report);
    if (outcome.kind === "contradiction") {
      this.#doubt(id);
      return this.inVain(id, contradictionOf(report));
    }
    for (const entry of outcome.entries) append(entry, known.order);
    if (!outcome.isFinal && report.status === "filled") {
      return this.inVain(id, "The venue calls it filled and lacks its fills.");
    }
    this.#inquiries.accounted(id);
    if (!orders.isComing(id)) this.#settle(id);
    const open = orders.get(id);
    if (open !== undefined) this.#askLater(open.order);
  }

  /**
   * Whether the venue may not have the order yet. What counts is when it was asked: by the time that a slow
   * answer comes it may have the order.
   */
  #isPremature(id: OrderId, askedAtMs: number): boolean {
    const { outbox, arrivesWithinMs } = this.#options;
    return outbox.get(id)?.status === "sent" ||
      this.#inquiries.isWithinGrace(id, askedAtMs, arrivesWithinMs);
  }

  #askLater(order: Order): void {
    const { deadLetters, context } = this.#options;
    const { id, expiresAtMs } = order;
    if (deadLetters.has(id) || deadLetters.isComing(id)) {
      return this.#inquiries.later(id, "stranded");
    }
    if (!this.#isAtRest(order)) return this.#inquiries.later(id, "doubtful");
    const expiresInMs = expiresAtMs === null
      ? Infinity
      : expiresAtMs - context.clock.nowMs();
    this.#inquiries.later(id, "resting", expiresInMs);
  }

  #isAtRest(order: Order): boolean {
    const nowMs = this.#options.context.clock.nowMs();
    return isResting(order, nowMs) && !this.#unreconciled.has(order.id);
  }

  /** The trouble with an order that an operator has seen stays its contestant's. */
  #doubt(id: OrderId): void {
    if (!this.#options.deadLetters.contains(id)) this.#unreconciled.add(id);
  }

  /** The venue has accounted for the order, and the journal has it. */
  #settle(id: OrderId): void {
    const { deadLetters } = this.#options;
    this.#unreconciled.delete(id);
    deadLetters.settle(id);
    if (!deadLetters.has(id) || deadLetters.isComing(id)) return;
    this.#appendResolved({
      orderId: id,
      action: "ask_again",
      by: ITSELF,
      detail: "The venue has accounted for it.",
    });
  }

  #deadLetter({ order }: OpenOrder, reason: string): void {
    const { deadLetters, append } = this.#options;
    const { id } = order;
    if (deadLetters.has(id) || deadLetters.isComing(id)) return;
    if (deadLetters.isDismissed(id)) return;
    deadLetters.expect(id);
    append({ kind: "order_dead_lettered", orderId: id, reason }, order);
  }

  #appendResolved(
    resolved: Omit<ResolveDeadLetter, "kind" | "replyTo">,
  ): void {
    const { orders, deadLetters, append } = this.#options;
    const { orderId } = resolved;
    deadLetters.expect(orderId);
    append(
      { kind: "dead_letter_resolved", ...resolved },
      orders.find(orderId)?.order ?? null,
    );
  }
}
