import { ControlRegister } from "../../domain/control_register.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalRow,
} from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { isCancelable } from "../../domain/order_transitions.ts";
import { effectOf, perpetualEffect } from "../../domain/order_effect.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
} from "../../runtime/mod.ts";
import { AmbiguousOutcomeError, type Execution } from "../ports/execution.ts";
import {
  type FollowedJournal,
  JournalFollower,
  openBooks,
} from "../ports/journal_follower.ts";
import type { PerpetualExecution } from "../ports/perpetual_execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import {
  type AdmissionDenial,
  admissionDenial,
  type AdmissionView,
} from "./admission.ts";
import { checkBounds, EXECUTOR_BOUNDS } from "./bounds.ts";
import { DeadLetterList } from "./dead_letter_list.ts";
import { Departures } from "./departures.ts";
import { OpenOrders } from "./open_orders.ts";
import { OrderWatch } from "./order_watch.ts";
import { Outbox } from "./outbox.ts";
import type {
  AnswerOverdue,
  ExecutorMessage,
  VenueMessage,
} from "./protocol.ts";
import { PerpetualOrders } from "./perpetual_orders.ts";
import { Replacements } from "./replacements.ts";
import { VenueCalls } from "./venue_calls.ts";
import { VenueCircuit } from "./venue_circuit.ts";

/** What the executor works with. */
export interface ExecutorDependencies extends FollowedJournal {
  readonly execution: Execution;
  /** Where orders for perpetuals go; left out where nobody trades them. */
  readonly perpetuals?: PerpetualExecution | undefined;
  /** Who halts the arena where the venue fails again and again. */
  readonly risk: ActorRef<SetTradingState>;
  /** Whether orders wait for a reconciliation after each start; without a reconciler none would come. @default {false} */
  readonly awaitsReconciliation?: boolean;
}

/**
 * Starts the executor: no order leaves before its row is committed, and no row says more than the venue did.
 *
 * After a start it asks the venue about every order that is still open and denies a contestant new ones until what
 * the venue says of each of its own is booked. It does the same for an order of which the venue says what cannot be, or nothing that
 * we can read: trading stops, and the arena does not fall over one order.
 */
export function startExecutor(
  dependencies: ExecutorDependencies,
  context: ActorContext<ExecutorMessage>,
): Actor<ExecutorMessage> {
  checkBounds(EXECUTOR_BOUNDS);
  return new Executor(dependencies, context);
}

class Executor implements Actor<ExecutorMessage> {
  readonly #journal: JournalFollower;
  readonly #orders = new OpenOrders();
  readonly #deadLetters = new DeadLetterList();
  readonly #replacements = new Replacements();
  readonly #controls = new ControlRegister();
  readonly #calls: VenueCalls;
  readonly #circuit: VenueCircuit;
  readonly #watch: OrderWatch;
  readonly #departures: Departures;
  readonly #perpetuals: PerpetualOrders;
  readonly #venue: VenueId;
  #isReconciled: boolean;
  /** Whose accounts have not been compared with the journal since the start, where the others have. */
  #unanswered: ReadonlySet<ContestantId> = new Set();

  constructor(
    dependencies: ExecutorDependencies,
    context: ActorContext<ExecutorMessage>,
  ) {
    const { execution, risk, bus } = dependencies;
    const { venue, arrivesWithinMs } = execution;
    this.#venue = venue;
    this.#isReconciled = dependencies.awaitsReconciliation !== true;
    const bounds = EXECUTOR_BOUNDS;
    const outbox = new Outbox(bounds.retry, context.random);
    const calls = new VenueCalls({
      execution,
      context,
      answerMsMax: bounds.answerMsMax,
    });
    const circuit = new VenueCircuit({
      execution,
      bounds: bounds.circuit,
      context,
      risk,
      append: (entry) => this.#append(entry, null),
    });
    const parts = {
      bounds,
      context,
      orders: this.#orders,
      outbox,
      calls,
      append: (entry: JournalEntry, order: Order | null) =>
        this.#append(entry, order),
    };
    const watch = new OrderWatch({
      ...parts,
      journal: dependencies.journal,
      books: openBooks(dependencies),
      deadLetters: this.#deadLetters,
      arrivesWithinMs,
    });
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
    this.#calls = calls;
    this.#circuit = circuit;
    this.#watch = watch;
    this.#departures = new Departures({
      ...parts,
      execution,
      bus,
      replacements: this.#replacements,
      watch,
      circuit,
      denialOf: (order) => this.#denialOf(order, effectOf(order)),
    });
    this.#perpetuals = new PerpetualOrders({
      execution: dependencies.perpetuals ?? null,
      context,
      denialOf: (order) => this.#denialOf(order, perpetualEffect(order)),
      append: (entry, { id, decisionId }, occurredAtMs) =>
        this.#journal.append({
          entry,
          causationId: id,
          correlationId: decisionId,
          ...(occurredAtMs === undefined ? {} : { occurredAtMs }),
        }),
    });
  }

  async recover(): Promise<void> {
    this.#calls.listen();
    await this.#journal.recover();
    this.#circuit.recover();
    this.#perpetuals.recover();
    for (const { order } of this.#orders.all()) {
      this.#watch.cancelCondemned(order.id);
      this.#watch.adopt(order.id);
    }
  }

  receive(message: ExecutorMessage): void {
    switch (message.kind) {
      case "submit_order":
        return this.#departures.submit(message);
      case "cancel_order":
        return this.#cancel(message.orderId, message.reason);
      case "resolve_dead_letter":
        return this.#watch.onResolve(message);
      case "submit_perpetual":
        return this.#perpetuals.submit(message.order);
      case "perpetual_answered":
        return this.#perpetuals.onAnswered(message.orderId, message.report);
      case "perpetual_failed":
        throw message.error;
      case "row_committed":
        return this.#onRow(message.row);
      case "ask_due":
        return this.#watch.askOnce(message.orderId);
      case "resend_due":
        return this.#departures.resend(message.orderId);
      case "circuit_due":
        return this.#circuit.onDue();
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return this.#onVenue(message);
    }
  }

  /** What the venue said, or did not say. */
  #onVenue(message: VenueMessage): void {
    switch (message.kind) {
      case "order_pushed":
        return this.#watch.onPushed(message.orderId, message.report);
      case "order_answered":
        this.#circuit.onAnswer(this.#orderOf(message.orderId));
        return this.#departures.onAnswered(message);
      case "submit_failed":
        return this.#departures.onSubmitFailure(message.orderId, message.error);
      case "order_reported": {
        const { orderId, report, askedAtMs } = message;
        this.#circuit.onAnswer(this.#orderOf(orderId));
        return this.#watch.onReport(orderId, report, askedAtMs);
      }
      case "cancel_reported": {
        const { orderId, report, askedAtMs } = message;
        this.#circuit.onAnswer(this.#orderOf(orderId));
        return this.#watch.onCancelReport(orderId, report, askedAtMs);
      }
      case "ask_failed": {
        const { orderId, error, askedAtMs } = message;
        this.#circuit.onFailure(error, this.#orderOf(orderId));
        return this.#watch.onAskFailure(orderId, error, askedAtMs);
      }
      case "answer_overdue":
        return this.#onOverdue(message);
      default:
        return assertNever(message);
    }
  }

  #fold(row: JournalRow): void {
    const { entry } = row;
    this.#orders.fold(entry);
    this.#perpetuals.fold(entry);
    this.#replacements.fold(entry, this.#orders);
    this.#deadLetters.fold(entry, this.#orders);
    this.#circuit.fold(row);
    this.#watch.fold(row);
    if (entry.kind === "trading_state_changed") {
      this.#controls.apply(entry, row.occurredAtMs);
    }
  }

  #onRow(row: JournalRow): void {
    const { entry } = row;
    const isRepeat = entry.kind === "order_submitted" &&
      this.#orders.isJournaled(entry.order.id);
    if (!this.#journal.accept(row)) return;
    this.#perpetuals.onRow(entry);
    switch (entry.kind) {
      case "order_submitted":
        return this.#departures.onSubmitted(entry.order.id, isRepeat);
      case "order_filled":
        return this.#onBooked(entry.fill.orderId);
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        return this.#onBooked(entry.orderId);
      case "order_cancel_requested":
        return this.#departures.onCancelRequested(entry.orderId);
      case "order_cancel_rejected":
        this.#watch.ask(entry.orderId);
        return this.#departures.onStuck(entry.orderId, entry.reason);
      case "order_dead_lettered":
        this.#watch.onDeadLettered(entry.orderId);
        return this.#departures.onStuck(entry.orderId, entry.reason);
      case "dead_letter_resolved":
        return this.#watch.onResolved(entry.orderId, row.sequence);
      case "venue_circuit_changed":
        return this.#circuit.onJournaled();
      case "reconciliation_completed":
        return this.#onReconciled(entry);
    }
  }

  #onReconciled(
    { venue, unanswered = [] }: EntryOf<"reconciliation_completed">,
  ): void {
    if (venue !== this.#venue) return;
    const before = this.#unanswered;
    this.#unanswered = new Set(
      unanswered.filter((id) => !this.#isReconciled || before.has(id)),
    );
    this.#isReconciled = true;
  }

  #onBooked(id: OrderId): void {
    this.#watch.onBooked(id);
    const isOver = this.#orders.get(id) === undefined;
    if (isOver && !this.#orders.isComing(id)) this.#departures.onClosed(id);
  }

  /** Nothing is asked of the venue before the row; an order that is unknown or over has nothing to take back. */
  #cancel(id: OrderId, reason: string): void {
    if (this.#perpetuals.cancel(id, reason)) return;
    const open = this.#orders.get(id);
    if (open === undefined) return;
    if (!isCancelable(open.order)) return this.#watch.askOnce(id);
    this.#append(
      { kind: "order_cancel_requested", orderId: id, reason },
      open.order,
    );
  }

  #onOverdue({ orderId, call, askedAtMs }: AnswerOverdue): void {
    const { answerMsMax } = EXECUTOR_BOUNDS;
    const error = new AmbiguousOutcomeError(
      `Cannot tell what became of order "${orderId}" as the venue must answer within ${answerMsMax} ms: current value is no answer`,
    );
    if (call === "submit") {
      return this.#departures.onSubmitFailure(orderId, error);
    }
    this.#circuit.onFailure(error, this.#orderOf(orderId));
    this.#watch.onAskFailure(orderId, error, askedAtMs);
  }

  #denialOf(
    order: Pick<Order, "id" | "contestantId">,
    effect: AdmissionView["effect"],
  ): AdmissionDenial | null {
    const { contestantId } = order;
    return admissionDenial({
      effect,
      isReconciled: this.#isReconciled && !this.#unanswered.has(contestantId),
      unreconciled: this.#watch.unreconciledOf(contestantId),
      isBlocked: this.#deadLetters.blocks(contestantId),
      state: this.#controls.stateOf(contestantId),
      isCircuitReady: this.#circuit.admits(order),
    });
  }

  #orderOf(id: OrderId): Order | undefined {
    return this.#orders.find(id)?.order;
  }

  #append(entry: JournalEntry, order: Order | null): void {
    this.#orders.expect(entry);
    this.#journal.append({
      entry,
      causationId: order?.id ?? null,
      correlationId: order?.decisionId ?? null,
      ...(entry.kind === "order_filled"
        ? { occurredAtMs: entry.fill.occurredAtMs }
        : {}),
    });
  }
}
