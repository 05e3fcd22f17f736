import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { transition } from "../../domain/order_transitions.ts";
import type { ActorContext, EventBus } from "../../runtime/mod.ts";
import {
  AmbiguousOutcomeError,
  type Execution,
  FatalVenueError,
  TransientVenueError,
} from "../ports/execution.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { AdmissionDenial } from "./admission.ts";
import type { ExecutorBounds } from "./bounds.ts";
import type { OpenOrders } from "./open_orders.ts";
import type { OrderWatch } from "./order_watch.ts";
import { Outbox, type OutgoingOrder, timingOf } from "./outbox.ts";
import type {
  ExecutorMessage,
  OrderAnswered,
  SubmitOrder,
} from "./protocol.ts";
import { mayReplace, remainder, type Replacements } from "./replacements.ts";
import type { VenueCalls } from "./venue_calls.ts";
import type { VenueCircuit } from "./venue_circuit.ts";

/** What departures work with. */
export interface DeparturesOptions {
  readonly bounds: ExecutorBounds;
  readonly context: ActorContext<ExecutorMessage>;
  readonly execution: Execution;
  readonly bus: EventBus<ArenaTopics>;
  readonly orders: OpenOrders;
  readonly outbox: Outbox;
  readonly replacements: Replacements;
  readonly watch: OrderWatch;
  readonly calls: VenueCalls;
  readonly circuit: VenueCircuit;
  /** Returns why an order does not leave now; `null` if it does. */
  readonly denialOf: (order: Order) => AdmissionDenial | null;
  readonly append: (entry: JournalEntry, order: Order | null) => void;
}

/** Takes approved orders from risk's word to the venue's: the row first, and each at most once. */
export class Departures {
  readonly #options: DeparturesOptions;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** The same intent may be delivered twice; it is one order. */
  submit(submission: SubmitOrder): void {
    const { orders, replacements } = this.#options;
    const { order } = submission;
    if (orders.hasSeen(order.id) || replacements.hasWaiting(order.id)) return;
    const denial = this.#options.denialOf(order);
    if (denial !== null) return this.#deny(order, denial);
    if (order.replaces === null) return this.#leave(submission);
    this.#replace(submission, order.replaces);
  }

  /** Only an order that this incarnation approved leaves; any other may have left before and is asked about. */
  onSubmitted(id: OrderId, isRepeat: boolean): void {
    const { orders, outbox, watch, context } = this.#options;
    const outgoing = outbox.get(id);
    if (isRepeat) return void this.#withdraw(id);
    if (outgoing === undefined) return watch.adopt(id);
    outgoing.committedAtMs = context.clock.monotonicMs();
    // Where it is to be taken back already it stays here until that is committed.
    if (orders.get(id)?.order.status !== "submitted") return;
    if (this.#isOfUse(outgoing)) this.#send(outgoing);
    else this.#takeBackLate(outgoing);
  }

  /** An order was reviewed for the book of its moment; its row may have waited for a database that was gone. */
  #isOfUse({ order, receivedAtMs, committedAtMs }: OutgoingOrder): boolean {
    const { retry, replacementMsMax } = this.#options.bounds;
    const isImmediate = order.timeInForce === "ioc" ||
      order.timeInForce === "fok";
    return committedAtMs - receivedAtMs <=
      (isImmediate ? retry.immediateMsMax : replacementMsMax);
  }

  #takeBackLate({ order, receivedAtMs, committedAtMs }: OutgoingOrder): void {
    const waitedMs = Math.round(committedAtMs - receivedAtMs);
    this.#options.append({
      kind: "order_cancel_requested",
      orderId: order.id,
      reason: `Its row was committed only after ${waitedMs} ms.`,
    }, order);
  }

  /** That an order is to be taken back is committed. */
  onCancelRequested(id: OrderId): void {
    const { orders, watch, append } = this.#options;
    const open = orders.get(id);
    if (open === undefined) return;
    if (!this.#withdraw(id)) return watch.ask(id);
    const reason = "It was taken back before it left for the venue.";
    append({ kind: "order_canceled", orderId: id, reason }, open.order);
  }

  /** The venue answered an order that was sent. */
  onAnswered({ orderId, report, askedAtMs, answeredAtMs }: OrderAnswered) {
    const { outbox, watch, bus, execution } = this.#options;
    const outgoing = outbox.get(orderId);
    if (outgoing !== undefined) {
      outbox.delete(orderId);
      bus.publish(
        "order_timed",
        timingOf(outgoing, execution.venue, answeredAtMs),
      );
    }
    watch.onReport(orderId, report, askedAtMs);
  }

  /**
   * Where the venue may have the order nothing is sent again, it is asked. An error that the adapter does
   * not vouch for restarts the executor, which asks as well; it happens once per order, as orders are sent once.
   */
  onSubmitFailure(id: OrderId, error: Error): void {
    const { outbox, watch, circuit, orders } = this.#options;
    const outgoing = outbox.get(id);
    if (outgoing?.status !== "sent") return;
    circuit.onFailure(error, outgoing.order);
    const isCertain = error instanceof TransientVenueError ||
      error instanceof FatalVenueError;
    if (!isCertain && !(error instanceof AmbiguousOutcomeError)) throw error;
    const status = orders.get(id)?.order.status;
    if (isCertain && status === "submitted") {
      return this.#onTurnedDown(outgoing, error);
    }
    if (isCertain && status === "pending_cancel") {
      outgoing.status = "waiting";
      if (orders.isCancelJournaled(id)) this.onCancelRequested(id);
      return;
    }
    outbox.delete(id);
    watch.inVain(id, error.message);
  }

  /** An order that was turned down has waited. */
  resend(id: OrderId): void {
    const { outbox, circuit } = this.#options;
    const outgoing = outbox.get(id);
    if (outgoing?.status !== "waiting") return;
    if (!circuit.admits(outgoing.order)) {
      return this.#reject(outgoing, "The venue is left alone for a while.");
    }
    circuit.take(outgoing.order);
    this.#send(outgoing);
  }

  /** An order is over: one that waits for that leaves, for what is then left to want. */
  onClosed(replaced: OrderId): void {
    const { orders, replacements, context, bounds } = this.#options;
    const known = orders.find(replaced);
    const pending = replacements.take(replaced);
    if (pending === undefined || known === undefined) return;
    const { submission, receivedAtMs } = pending;
    const ageMs = context.clock.monotonicMs() - receivedAtMs;
    if (ageMs > bounds.replacementMsMax) {
      return this.#denyReplacement(
        submission.order,
        `Order ${replaced} was over only after ${Math.round(ageMs)} ms.`,
      );
    }
    const order = remainder(pending, known.order);
    if (order === null) {
      return this.#denyReplacement(
        submission.order,
        `Order ${replaced} filled all that was wanted.`,
      );
    }
    const denial = this.#options.denialOf(order);
    if (denial !== null) return this.#deny(order, denial);
    this.#leave({ ...submission, order });
  }

  /** An order is not over, and will not be any time soon: one that waits for that is denied. */
  onStuck(replaced: OrderId, reason: string): void {
    const pending = this.#options.replacements.take(replaced);
    if (pending === undefined) return;
    this.#denyReplacement(
      pending.submission.order,
      `Order ${replaced} could not be taken back: ${reason}`,
    );
  }

  #replace(submission: SubmitOrder, replaced: OrderId): void {
    const { orders, replacements, context, append } = this.#options;
    const { order } = submission;
    const open = orders.get(replaced);
    if (
      open === undefined || replacements.awaits(replaced) ||
      !mayReplace(order, open.order)
    ) {
      return this.#denyReplacement(
        order,
        `Order ${replaced} is not there to be replaced.`,
      );
    }
    replacements.add(open, submission, context.clock.monotonicMs());
    if (open.order.status === "pending_cancel") return;
    const reason = `Order ${order.id} takes its place.`;
    append(
      { kind: "order_cancel_requested", orderId: replaced, reason },
      open.order,
    );
  }

  /**
   * A sale leaves as one that may only reduce: a fill that we have not heard of may have sold the same contracts
   * before, and no venue may make that a short sale. Less than risk let through is let through as well.
   */
  #leave(submission: SubmitOrder): void {
    const { outbox, circuit, context, append } = this.#options;
    const order: Approved<Order> = submission.order.side === "sell"
      ? { ...submission.order, reduceOnly: true }
      : submission.order;
    circuit.take(order);
    outbox.add({ ...submission, order }, context.clock.monotonicMs());
    append({
      kind: "order_submitted",
      order: transition(order, { kind: "order_submitted" }),
    }, order);
  }

  #send(outgoing: OutgoingOrder): void {
    const { outbox, watch, calls, context } = this.#options;
    outbox.sent(outgoing, context.clock.monotonicMs());
    watch.left(outgoing.order.id);
    calls.submit(outgoing);
  }

  /** The venue certainly does not have it: it is sent again while it is of use. */
  #onTurnedDown(outgoing: OutgoingOrder, error: Error): void {
    const { outbox, circuit, context } = this.#options;
    const { order, sends } = outgoing;
    const isOver = error instanceof FatalVenueError || !circuit.admits(order);
    const afterMs = isOver ? null : outbox.resendAfterMs(outgoing, {
      monotonicMs: context.clock.monotonicMs(),
      wallMs: context.clock.nowMs(),
    });
    if (afterMs === null) {
      const times = sends === 1 ? "once" : `${sends} times`;
      return this.#reject(outgoing, `Turned down ${times}: ${error.message}`);
    }
    outgoing.status = "waiting";
    outgoing.cancelResend = context.schedule(
      { kind: "resend_due", orderId: order.id },
      afterMs,
    );
  }

  /**
   * The row says `order_rejected`: it was the venue that turned the order down, in the words that are kept.
   * `order_denied` is ours alone and before an order leaves, `order_canceled` would say that it was there.
   */
  #reject({ order }: OutgoingOrder, reason: string): void {
    const { outbox, circuit, append } = this.#options;
    outbox.delete(order.id);
    circuit.release(order.id);
    append({ kind: "order_rejected", orderId: order.id, reason }, order);
  }

  /** Returns whether the venue certainly does not have the order and now never will. */
  #withdraw(id: OrderId): boolean {
    const { outbox, circuit } = this.#options;
    if (outbox.takeUnsent(id) === undefined) return false;
    circuit.release(id);
    return true;
  }

  #denyReplacement(order: Order, detail: string): void {
    this.#deny(order, { code: "REPLACED_ORDER_CLOSED", detail });
  }

  #deny(order: Order, denial: AdmissionDenial): void {
    this.#options.append({
      kind: "order_denied",
      order: transition(order, { kind: "order_denied" }),
      ...denial,
    }, order);
  }
}
