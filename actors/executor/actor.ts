import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { transition } from "../../domain/order_transitions.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
  Backoff,
} from "../../runtime/mod.ts";
import { AmbiguousOutcomeError, type Execution } from "../ports/execution.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import { OpenOrders } from "./open_orders.ts";
import type { ExecutorMessage, OrderReported } from "./protocol.ts";
import { reportEntries } from "./report_entries.ts";

/** What the executor works with. */
export interface ExecutorDependencies extends FollowedJournal {
  readonly execution: Execution;
}

/** Between two questions about one order. */
const QUERY_BACKOFF = { minMs: 500, maxMs: 30_000, jitter: 0.2 };

/**
 * Starts the executor: no order leaves before its row is committed, and no row says more than the venue did.
 *
 * After a start it asks the venue about every order that is still open and denies new ones until what the venue
 * says of each is booked. It does the same for an order of which the venue says what cannot be, or nothing that
 * we can read: trading stops, and the arena does not fall over one order.
 */
export async function startExecutor(
  dependencies: ExecutorDependencies,
  context: ActorContext<ExecutorMessage>,
): Promise<Actor<ExecutorMessage>> {
  const executor = new Executor(dependencies, context);
  await executor.recover();
  return executor;
}

class Executor implements Actor<ExecutorMessage> {
  readonly #dependencies: ExecutorDependencies;
  readonly #context: ActorContext<ExecutorMessage>;
  readonly #journal: JournalFollower;
  readonly #orders = new OpenOrders();
  /** Approved orders whose `order_submitted` is on its way into the journal. */
  readonly #leaving = new Map<OrderId, Approved<Order>>();
  /** Orders from before this start, and contradictory ones, that the venue has not accounted for. */
  readonly #unreconciled = new Set<OrderId>();
  /** Rows of a report that are on their way: asking again before they are booked would repeat them. */
  readonly #booking = new Map<OrderId, number>();
  readonly #backoffs = new Map<OrderId, Backoff>();
  /**
   * When each open order left at the latest, on the monotonic clock. An order is made some time before its row
   * is committed and it leaves, and wall time may jump meanwhile.
   */
  readonly #leftAtMs = new Map<OrderId, number>();

  constructor(
    dependencies: ExecutorDependencies,
    context: ActorContext<ExecutorMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      ({ entry }) => this.#orders.fold(entry),
    );
  }

  async recover(): Promise<void> {
    await this.#journal.recover();
    for (const { order } of this.#orders.all()) this.#askAbout(order.id);
  }

  receive(message: ExecutorMessage): void {
    switch (message.kind) {
      case "submit_order":
        return this.#submit(message.order);
      case "row_committed":
        return this.#onRow(message.row);
      case "order_reported":
        return this.#onReport(message.orderId, message);
      case "submit_failed":
        return this.#onSubmitFailure(message.orderId, message.error);
      case "query_failed":
        return this.#onQueryFailure(message.orderId, message.error);
      case "query_due":
        return this.#query(message.orderId);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  /** The same intent may be delivered twice; it is one order. */
  #submit(order: Approved<Order>): void {
    if (this.#orders.hasSeen(order.id) || this.#leaving.has(order.id)) return;
    if (this.#unreconciled.size > 0) {
      return this.#append({
        kind: "order_denied",
        order: transition(order, { kind: "order_denied" }),
        code: "TRADING_HALTED",
        detail:
          `The venue has not accounted for ${this.#unreconciled.size} earlier orders yet.`,
      }, order);
    }
    this.#leaving.set(order.id, order);
    this.#append({
      kind: "order_submitted",
      order: transition(order, { kind: "order_submitted" }),
    }, order);
  }

  #onRow(row: JournalRow): void {
    const { entry } = row;
    const isRepeat = entry.kind === "order_submitted" &&
      this.#orders.hasSeen(entry.order.id);
    if (!this.#journal.accept(row)) return;
    if (entry.kind === "order_submitted") {
      return this.#onSubmitted(entry.order.id, isRepeat);
    }
    const orderId = orderIdOf(entry);
    if (orderId !== null) this.#onBooked(orderId);
  }

  /** Only an order that this incarnation approved leaves; any other may have left before and is asked about. */
  #onSubmitted(orderId: OrderId, isRepeat: boolean): void {
    const order = this.#leaving.get(orderId);
    this.#leaving.delete(orderId);
    if (isRepeat) return;
    if (order !== undefined) return this.#send(order);
    this.#askAbout(orderId);
  }

  /** Takes on an order that another incarnation may have sent, at any time until now. */
  #askAbout(orderId: OrderId): void {
    this.#leftAtMs.set(orderId, this.#context.clock.monotonicMs());
    this.#unreconciled.add(orderId);
    this.#query(orderId);
  }

  #send(order: Approved<Order>): void {
    const { execution } = this.#dependencies;
    const askedAtMs = this.#context.clock.monotonicMs();
    this.#leftAtMs.set(order.id, askedAtMs);
    this.#context.pipeToSelf(
      execution.submit(order, this.#context.abortSignal),
      (report) => ({
        kind: "order_reported",
        orderId: order.id,
        report,
        askedAtMs,
      }),
      (error) => ({ kind: "submit_failed", orderId: order.id, error }),
    );
  }

  #query(orderId: OrderId): void {
    if (this.#orders.get(orderId) === undefined) return;
    const { execution } = this.#dependencies;
    const askedAtMs = this.#context.clock.monotonicMs();
    this.#context.pipeToSelf(
      execution.query(orderId, this.#context.abortSignal),
      (report) => ({ kind: "order_reported", orderId, report, askedAtMs }),
      (error) => ({ kind: "query_failed", orderId, error }),
    );
  }

  #onReport(orderId: OrderId, { report, askedAtMs }: OrderReported): void {
    const open = this.#orders.get(orderId);
    if (open === undefined) return;
    const isPremature = report.status === "unknown" &&
      this.#isWithinGrace(orderId, askedAtMs);
    if (this.#booking.has(orderId) || isPremature) {
      return this.#queryLater(orderId);
    }
    const outcome = reportEntries(open, report);
    if (outcome.kind === "contradiction") {
      this.#unreconciled.add(orderId);
      return this.#queryLater(orderId);
    }
    const { entries, isFinal } = outcome;
    if (entries.length > 0) this.#booking.set(orderId, entries.length);
    else this.#unreconciled.delete(orderId);
    for (const entry of entries) this.#append(entry, open.order);
    if (!isFinal) this.#queryLater(orderId);
  }

  /** What counts is when the venue was asked: by the time that a slow answer comes it may have the order. */
  #isWithinGrace(orderId: OrderId, askedAtMs: number): boolean {
    const leftAtMs = this.#leftAtMs.get(orderId) ?? askedAtMs;
    const { arrivesWithinMs } = this.#dependencies.execution;
    return askedAtMs - leftAtMs < arrivesWithinMs;
  }

  /**
   * The venue may have the order: nothing is sent again, the venue is asked. An error that the adapter does
   * not vouch for restarts the executor, which asks as well; it happens once per order, as orders are sent once.
   */
  #onSubmitFailure(orderId: OrderId, error: Error): void {
    if (!(error instanceof AmbiguousOutcomeError)) throw error;
    this.#queryLater(orderId);
  }

  /**
   * A venue that cannot be asked is asked again. An error that the adapter does not vouch for would come back
   * after every restart until the arena gives up, so it stops trading instead, until the venue answers.
   */
  #onQueryFailure(orderId: OrderId, error: Error): void {
    if (!(error instanceof AmbiguousOutcomeError)) {
      this.#unreconciled.add(orderId);
    }
    this.#queryLater(orderId);
  }

  #queryLater(orderId: OrderId): void {
    const backoff = this.#backoffs.get(orderId) ??
      new Backoff(QUERY_BACKOFF, this.#context.random);
    this.#backoffs.set(orderId, backoff);
    this.#context.schedule({ kind: "query_due", orderId }, backoff.nextMs());
  }

  #onBooked(orderId: OrderId): void {
    const left = (this.#booking.get(orderId) ?? 0) - 1;
    if (left > 0) {
      this.#booking.set(orderId, left);
      return;
    }
    this.#booking.delete(orderId);
    this.#unreconciled.delete(orderId);
    if (this.#orders.get(orderId) === undefined) {
      this.#backoffs.delete(orderId);
      this.#leftAtMs.delete(orderId);
    }
  }

  #append(entry: JournalEntry, order: Order): void {
    this.#journal.append({
      entry,
      causationId: order.id,
      correlationId: order.decisionId,
      ...(entry.kind === "order_filled"
        ? { occurredAtMs: entry.fill.occurredAtMs }
        : {}),
    });
  }
}

function orderIdOf(entry: JournalEntry): OrderId | null {
  switch (entry.kind) {
    case "order_filled":
      return entry.fill.orderId;
    case "order_accepted":
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
      return entry.orderId;
    default:
      return null;
  }
}
