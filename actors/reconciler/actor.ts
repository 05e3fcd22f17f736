import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
  Backoff,
} from "../../runtime/mod.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import { isCaughtUp } from "../ports/journal_append.ts";
import { JournalFollower, openBooks } from "../ports/journal_follower.ts";
import { AccountQuestions } from "./account_questions.ts";
import { compare, type Comparison } from "./compare.ts";
import type { JournalSide } from "./journal_side.ts";
import { agreedDifferences } from "./differences.ts";
import type { ReconcilerDependencies } from "./dependencies.ts";
import { executorMessages } from "./executor_messages.ts";
import { FillWindow } from "./fill_window.ts";
import { MarketPhases } from "./market_phases.ts";
import { Mismatches } from "./mismatches.ts";
import { type Found, isRetrying, type Pass, reportsWanted } from "./pass.ts";
import type { ReconcilerMessage, ReconciliationTrigger } from "./protocol.ts";
import { RecentPayouts } from "./recent_payouts.ts";

/** Between two reports that have to agree: longer than anything is on its way, in milliseconds. */
const CONFIRM_AFTER_MS = 10_000;
/** Between two questions of a venue that does not answer. */
const RETRY = { minMs: 1_000, maxMs: 60_000, jitter: 0.2 };
/** After a pass that left something to correct, in milliseconds; longer each time. */
const FOLLOW_UP_MS_MIN = 10_000;
/** After this long the halt is asked for again, in milliseconds. */
const HALT_MS_MAX = 10_000;

/**
 * Starts the reconciler: it compares journal and venue at each start, after each reconnect and from time to time.
 *
 * A venue that does not answer proves nothing: it is asked until it does. Where only some accounts of it do not, the
 * others are compared without them, and a pass follows soon. Differences count once two reports agree
 * on them, or three where holdings differ; the journal is then brought to what the venue says, and those that money
 * hangs on halt trading first: of whoever has the account to itself, or of the arena where all share it.
 */
export function startReconciler(
  dependencies: ReconcilerDependencies,
  context: ActorContext<ReconcilerMessage>,
): Actor<ReconcilerMessage> {
  return new Reconciler(dependencies, context);
}

class Reconciler implements Actor<ReconcilerMessage> {
  readonly #dependencies: ReconcilerDependencies;
  readonly #context: ActorContext<ReconcilerMessage>;
  readonly #journal: JournalFollower;
  readonly #books: ArenaBooks;
  readonly #fills: FillWindow;
  readonly #payouts = new RecentPayouts();
  readonly #questions: AccountQuestions;
  readonly #phases: MarketPhases;
  readonly #mismatches: Mismatches;
  readonly #followUp: Backoff;
  #pass: Pass | null = null;
  /** What asked for a pass during the one under way. */
  #remembered: ReconciliationTrigger | null = null;
  #cancelTimer: () => void = () => {};
  #isDisconnected = false;

  constructor(
    dependencies: ReconcilerDependencies,
    context: ActorContext<ReconcilerMessage>,
  ) {
    const { intervalMs } = dependencies;
    this.#dependencies = dependencies;
    this.#context = context;
    this.#books = openBooks(dependencies);
    this.#fills = new FillWindow(context.clock.nowMs());
    this.#questions = new AccountQuestions(dependencies, context);
    this.#followUp = new Backoff(
      { minMs: FOLLOW_UP_MS_MIN, maxMs: intervalMs },
      context.random,
    );
    const parts = { ...dependencies, context, books: this.#books };
    this.#phases = new MarketPhases(parts);
    this.#mismatches = new Mismatches({
      ...parts,
      isQuiet: () => this.#isQuiet(),
      append: (entry) => this.#append(entry),
    });
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "venue_status_changed",
      this.#context.self,
      (status): ReconcilerMessage => ({ kind: "venue_status_changed", status }),
    );
    await this.#journal.recover();
    this.#begin("start");
  }

  receive(message: ReconcilerMessage): void {
    switch (message.kind) {
      case "reconcile":
        return this.#onTrigger(message.trigger);
      case "venue_status_changed":
        return this.#onStatus(message.status);
      case "question_due":
        return this.#ask();
      case "account_reported":
        if (this.#questions.end(message.question)) {
          this.#onReport(message.report);
        }
        return;
      case "account_failed":
        if (this.#questions.end(message.question)) this.#onFailure();
        return;
      case "phase_reported":
        return this.#phases.take(message);
      case "halt_due":
        return this.#onHaltDue();
      case "row_committed":
        if (this.#journal.accept(message.row)) this.#onRow(message.row);
        return;
      case "phase_failed":
      case "order_taken_back":
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #fold(row: JournalRow): void {
    this.#books.apply(row);
    this.#fills.fold(row);
    this.#payouts.fold(row);
  }

  #onRow({ entry }: JournalRow): void {
    if (entry.kind !== "trading_state_changed") return;
    const step = this.#pass?.step;
    if (
      step?.kind === "halting" &&
      this.#mismatches.isHaltedOver(step.found.certain)
    ) {
      this.#complete(step.found);
    }
  }

  /** A venue that did not answer is asked at once; otherwise one more pass follows on the one under way. */
  #onTrigger(trigger: ReconciliationTrigger): void {
    if (this.#pass === null) return this.#begin(trigger);
    if (isRetrying(this.#pass)) return this.#ask();
    this.#remembered = trigger;
  }

  #onStatus({ venue, status }: VenueStatus): void {
    if (venue !== this.#dependencies.execution.venue) return;
    if (status === "disconnected") this.#isDisconnected = true;
    if (status !== "connected" || !this.#isDisconnected) return;
    this.#isDisconnected = false;
    this.#onTrigger("reconnect");
  }

  #begin(trigger: ReconciliationTrigger): void {
    this.#phases.forget();
    this.#pass = {
      trigger,
      retry: new Backoff(RETRY, this.#context.random),
      agreed: null,
      reports: 0,
      halted: new Set(),
      step: { kind: "waiting" },
    };
    this.#ask();
  }

  #ask(): void {
    if (this.#pass?.step.kind !== "waiting") return;
    this.#cancelTimer();
    this.#pass = { ...this.#pass, step: { kind: "asking" } };
    this.#questions.ask(this.#fills.sinceMs);
  }

  /** Nothing is known: whatever was found before has to be found anew. */
  #onFailure(): void {
    if (this.#pass === null) return;
    this.#phases.forget();
    const step = { kind: "waiting" } as const;
    this.#pass = { ...this.#pass, agreed: null, reports: 0, step };
    this.#plan({ kind: "question_due" }, this.#pass.retry.nextMs());
  }

  #onReport(report: VenueAccountReport): void {
    const pass = this.#pass;
    if (pass === null) return;
    const { bus, executor, execution: { venue } } = this.#dependencies;
    const { balances } = report;
    if (balances.length > 0) {
      bus.publish("venue_balances_reported", { venue, balances });
    }
    const comparison = compare(this.#side, report);
    for (const message of executorMessages(comparison.differences, report)) {
      executor.tell(message);
    }
    this.#weigh(pass, comparison, report.unanswered ?? []);
  }

  /** Ends the pass if enough reports agree, or asks for another one. */
  #weigh(
    pass: Pass,
    comparison: Comparison,
    unanswered: readonly ContestantId[],
  ): void {
    const { differences } = comparison;
    const agreed = agreedDifferences(pass.agreed ?? differences, differences);
    const { halted } = pass.agreed === null ? this.#mismatches : pass;
    const reports = pass.reports + 1;
    if (reports >= reportsWanted(agreed)) {
      const certain = agreed.filter((difference) =>
        this.#phases.isCertain(difference)
      );
      const found = { comparison, unanswered, agreed, certain, halted };
      return this.#conclude(pass, found);
    }
    this.#phases.ask(agreed);
    const step = { kind: "waiting" } as const;
    this.#pass = { ...pass, agreed, reports, halted, step };
    this.#plan({ kind: "question_due" }, CONFIRM_AFTER_MS);
  }

  /** The row that a pass ends with comes after the halt, as it lets trading begin. */
  #conclude(pass: Pass, found: Found): void {
    this.#pass = { ...pass, step: { kind: "halting", found } };
    if (!this.#mismatches.halt(found.certain)) return this.#complete(found);
    this.#plan({ kind: "halt_due" }, HALT_MS_MAX);
  }

  /** Risk may have crashed over the request. */
  #onHaltDue(): void {
    const pass = this.#pass;
    if (pass?.step.kind === "halting") this.#conclude(pass, pass.step.found);
  }

  #complete(found: Found): void {
    const { comparison, unanswered, agreed, certain } = found;
    const { differences: _all, drifts, ...checked } = comparison;
    const left = this.#mismatches.correct(found, this.#side);
    this.#mismatches.takeBack(certain);
    this.#append({
      kind: "reconciliation_completed",
      venue: this.#dependencies.execution.venue,
      trigger: this.#pass?.trigger ?? "periodic",
      ...checked,
      differences: agreed.length + drifts,
      ...(unanswered.length === 0 ? {} : { unanswered }),
    });
    this.#pass = null;
    const isUnfinished = left > 0 || certain.length < agreed.length ||
      unanswered.length > 0;
    this.#goOn(isUnfinished);
  }

  #goOn(isUnfinished: boolean): void {
    const { intervalMs } = this.#dependencies;
    if (!isUnfinished) this.#followUp.reset();
    const delayMs = isUnfinished ? this.#followUp.nextMs() : intervalMs;
    this.#plan({ kind: "reconcile", trigger: "periodic" }, delayMs);
    const trigger = this.#remembered;
    this.#remembered = null;
    if (trigger !== null) this.#begin(trigger);
  }

  /** There is one timer: a pass waits for one thing at a time. */
  #plan(message: ReconcilerMessage, delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#context.schedule(message, delayMs);
  }

  get #side(): JournalSide {
    return {
      books: this.#books,
      venue: this.#dependencies.execution.venue,
      fills: this.#fills,
      payouts: this.#payouts,
      nowMs: this.#context.clock.nowMs(),
      driftMax: this.#dependencies.driftMax,
    };
  }

  /** A row that is appended now follows on what the books hold. */
  #isQuiet(): boolean {
    return isCaughtUp(this.#dependencies.journal, this.#books.head);
  }

  #append(entry: JournalEntry): void {
    const isFill = entry.kind === "order_filled";
    this.#journal.append({
      entry,
      causationId: isFill ? entry.fill.orderId : null,
      correlationId: null,
      ...(isFill ? { occurredAtMs: entry.fill.occurredAtMs } : {}),
    });
  }
}
