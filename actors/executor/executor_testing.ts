/**
 * The executor alone on a stage, with a venue that says what the test says. Only tests import it.
 *
 * @module
 */
import type { Approved } from "../../domain/approval.ts";
import { type ContestantId, type OrderId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED } from "../../domain/testing/story.ts";
import { type ActorRef, TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { approvedOrder } from "../../tests/actors/approved_order.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import {
  AmbiguousOutcomeError,
  type CancelReport,
  type Execution,
  FatalVenueError,
  type ReportListener,
  ThrottledError,
  TransientVenueError,
  type VenueAccountReport,
  type VenueOrderReport,
} from "../ports/execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import { startExecutor } from "./actor.ts";
import { EXECUTOR_MAILBOX, type ExecutorMessage } from "./protocol.ts";

export const { id: ORDER_ID } = SAMPLE_ORDER;
export const LOST = new AmbiguousOutcomeError(
  "Cannot tell: current value is lost",
);
export const BUSY = new TransientVenueError(
  "Cannot trade: current value is too many requests",
);
export const THROTTLED = new ThrottledError(
  "Cannot trade: current value is too many requests of this key",
);
export const BARRED = new FatalVenueError(
  "Cannot trade: current value is a closed account",
);
export const WHOLE: VenueOrderReport = {
  status: "filled",
  fills: [{ ...SAMPLE_FILL, quantity: quantity("10") }],
};
export const RESTING: VenueOrderReport = { status: "accepted", fills: [] };
export const CANCELED: VenueOrderReport = { status: "canceled", fills: [] };
export const SUBMITTED: JournalEntry = {
  kind: "order_submitted",
  order: { ...SAMPLE_ORDER, status: "submitted" },
};
/** What makes an order one that rests. */
export const GTC = { timeInForce: "gtc" } as const;

/** Returns an order as risk lets it through. */
export function approved(change: Partial<Order> = {}): Approved<Order> {
  return approvedOrder({ ...SAMPLE_ORDER, status: "initialized", ...change });
}

/** Returns the id of another order. */
export function other(n: number): { readonly id: OrderId } {
  return { id: orderId(`o_other_${n}`) };
}

/** A venue that answers what the test says, in the order in which it was asked. */
export class PlayedExecution implements Execution {
  readonly venue = "kalshi";
  readonly mode = "paper";
  readonly arrivesWithinMs: number = 10_000;
  readonly ownAccounts?: ReadonlySet<ContestantId>;
  readonly submitted: OrderId[] = [];
  readonly queried: OrderId[] = [];
  readonly canceled: OrderId[] = [];
  /** What `submit` does when it signs; nothing for a venue that needs no signature. */
  sign: ((onSigned: () => void) => void) | null = null;
  readonly #listeners = new Set<ReportListener>();
  readonly #answers: ((answer: CancelReport | Error) => void)[] = [];

  submit(
    order: Approved<Order>,
    _signal: AbortSignal,
    onSigned: () => void = () => {},
  ): Promise<VenueOrderReport> {
    this.submitted.push(order.id);
    this.sign?.(onSigned);
    return this.#ask();
  }

  query(id: OrderId): Promise<VenueOrderReport> {
    this.queried.push(id);
    return this.#ask();
  }

  cancel(id: OrderId): Promise<CancelReport> {
    this.canceled.push(id);
    return this.#ask();
  }

  account(): Promise<VenueAccountReport> {
    return Promise.resolve({
      openOrders: [],
      fills: [],
      positions: [],
      balances: [],
    });
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** How many hear what the venue says by itself. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** How many calls wait for their answer. */
  get waiting(): number {
    return this.#answers.length;
  }

  /** Answers the oldest question that is open. */
  answer(answer: CancelReport | Error): void {
    this.#answers.shift()?.(answer);
  }

  /** Says something of an order without being asked. */
  push(id: OrderId, report: VenueOrderReport): void {
    for (const listener of this.#listeners) listener(id, report);
  }

  #ask<Report extends CancelReport>(): Promise<Report> {
    return new Promise((resolve, reject) =>
      this.#answers.push((answer) =>
        answer instanceof Error ? reject(answer) : resolve(answer as Report)
      )
    );
  }
}

/** Opens a stage with an executor. `journal` may hold rows from before it. */
export async function openExecutor(
  journal = new HeldJournal(),
  { awaitsReconciliation = false, execution = new PlayedExecution() } = {},
) {
  if (journal.rows.length === 0) journal.write(ENROLLED);
  const stage = new ActorStage<ExecutorMessage>(journal);
  const probe = new TestProbe<SetTradingState>();
  const risk: ActorRef<SetTradingState> = probe;
  await stage.open(
    EXECUTOR_MAILBOX,
    (parts, context) =>
      startExecutor(
        { ...parts, execution, risk, awaitsReconciliation },
        context,
      ),
  );
  const submit = (change: Partial<Order> = {}) =>
    stage.tell({ kind: "submit_order", order: approved(change) });
  const answer = async (...answers: readonly (CancelReport | Error)[]) => {
    for (const given of answers) {
      execution.answer(given);
      await stage.settle();
    }
  };
  return {
    stage,
    journal,
    execution,
    risk: probe,
    submit,
    answer,
    /** Turns two orders down, five times in all: the circuit opens, and nothing is left of them. */
    breakCircuit: async (contestant = SAMPLE_ORDER.contestantId) => {
      for (const [n, tries] of [[98, 3], [99, 2]] as const) {
        await submit({ ...other(n), contestantId: contestant });
        for (let sent = 1; sent <= tries; sent++) {
          await answer(BUSY);
          if (sent < tries) await stage.advance(250 * sent);
        }
      }
    },
    cancel: (id = ORDER_ID) =>
      stage.tell({ kind: "cancel_order", orderId: id, reason: "Enough." }),
    push: async (report: VenueOrderReport, id = ORDER_ID) => {
      execution.push(id, report);
      await stage.settle();
    },
    /** Kinds of the rows after the enrolment. Every fold accepts them, or this throws. */
    story: () => {
      booksOf(journal.rows.map(({ entry }) => entry));
      return journal.kinds.slice(1);
    },
  };
}
