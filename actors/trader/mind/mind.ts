import type { Decision } from "../../../domain/decision.ts";
import type { DecisionId, MarketId } from "../../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../../domain/journal.ts";
import type { ModelAnswer } from "../../../domain/model_answer.ts";
import type { DecisionFailure } from "../../../domain/model_entries.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../../runtime/mod.ts";
import { JournalFollower } from "../../ports/journal_follower.ts";
import type {
  InferenceBudget,
  Model,
  ModelOutcome,
} from "../../ports/model.ts";
import { searchAll, type SearchOutcome } from "../../ports/web_search.ts";
import { DecisionCarrier } from "../decision_carrier.ts";
import { entryPath } from "../entry_path.ts";
import {
  askedRow,
  callEndRows,
  DETAILS,
  enrolledRow,
  failedRow,
  NEVER_CALLED,
} from "./call_rows.ts";
import { CutCalls } from "./cut_calls.ts";
import { decisionOfAnswer } from "./decision_of_answer.ts";
import type { MindDependencies } from "./dependencies.ts";
import { Knowledge } from "./knowledge.ts";
import { endRowsOf } from "./lost_sessions.ts";
import type { MindMessage } from "./messages.ts";
import {
  openedSession,
  type OpenSession,
  OpenSessions,
} from "./open_sessions.ts";
import type { SessionStep } from "./session.ts";
import { sessionAbout } from "./session_about.ts";
import { searchText } from "./tools.ts";

/** Starts the mind of one model contestant: folds what it holds, ends what a crash cut off, then waits to be woken. */
export function startMind(
  dependencies: MindDependencies,
  context: ActorContext<MindMessage>,
): Actor<MindMessage> {
  return new Mind(dependencies, context);
}

class Mind implements Actor<MindMessage> {
  readonly #dependencies: MindDependencies;
  readonly #context: ActorContext<MindMessage>;
  readonly #journal: JournalFollower;
  readonly #knowledge: Knowledge;
  readonly #brain: Model;
  readonly #budget: InferenceBudget;
  readonly #carrier: DecisionCarrier;
  readonly #sessions = new OpenSessions();
  readonly #cutCalls: CutCalls;

  constructor(
    dependencies: MindDependencies,
    context: ActorContext<MindMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#brain = dependencies.models.open(dependencies.contestantId);
    this.#budget = dependencies.models.openBudget();
    this.#knowledge = new Knowledge(dependencies.contestantId, {
      ...dependencies,
      budget: this.#budget,
    });
    this.#carrier = new DecisionCarrier({
      risk: dependencies.risk,
      orders: this.#knowledge.portfolio.orders,
      clock: context.clock,
    });
    this.#cutCalls = new CutCalls(dependencies, context, this.#budget);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#knowledge.fold(row),
    );
  }

  async recover(): Promise<void> {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "snapshot_taken",
      self,
      (snapshot): MindMessage => ({ kind: "snapshot_taken", snapshot }),
    );
    bus.subscribe(
      "quote_changed",
      self,
      (quote): MindMessage => ({ kind: "quote_changed", quote }),
    );
    await this.#journal.recover();
    if (this.#knowledge.canJoin) this.#append(enrolledRow(this.#dependencies));
    this.#cutCalls.price(this.#knowledge.lost.all());
  }

  receive(message: MindMessage): void {
    switch (message.kind) {
      case "snapshot_taken":
        return this.#onSnapshot(message.snapshot);
      case "quote_changed":
        return this.#onQuote(message.quote);
      case "call_ended":
        return this.#onCallEnded(message.decisionId, message.outcome);
      case "search_ended":
        return this.#onSearchEnded(message.decisionId, message.outcomes);
      case "cut_call_priced":
        return endRowsOf(message.lost, message.cost).forEach(this.#append);
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "work_failed":
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #isOwn({ contestantId }: { readonly contestantId: string }): boolean {
    return contestantId === this.#dependencies.contestantId;
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    switch (entry.kind) {
      case "season_started":
        if (this.#knowledge.canJoin) {
          this.#append(enrolledRow(this.#dependencies));
        }
        return;
      case "trading_state_changed":
        if (!this.#knowledge.mayTrade) this.#abortAll();
        return;
      case "model_asked":
        if (this.#isOwn(entry)) this.#call(entry.decisionId);
        return;
      case "model_answered":
        // What the call cost is counted by now: nothing has to be set aside for it any more.
        if (this.#isOwn(entry)) {
          this.#sessions.get(entry.decisionId)?.money.settle();
          this.#cutCalls.settle(entry.decisionId);
        }
        return;
      case "decision_made":
        if (this.#isOwn(entry.decision)) this.#act(entry.decision);
        return;
      case "exit_triggered":
        if (this.#isOwn(entry)) this.#carrier.carryExit(entry);
        return;
      case "decision_failed":
        if (this.#isOwn(entry)) this.#close(entry.decisionId);
        return;
    }
  }

  #onQuote(quote: Quote): void {
    const nowMs = this.#context.clock.nowMs();
    for (const exit of this.#knowledge.quoted(quote, nowMs)) this.#append(exit);
  }

  #onSnapshot(snapshot: Snapshot): void {
    const knowledge = this.#knowledge;
    const { options } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    knowledge.tidy(nowMs);
    if (!knowledge.canThink(nowMs)) return;
    for (const { id } of snapshot.markets) {
      if (this.#sessions.size >= options.sessionsMax) return;
      if (this.#sessions.has(id)) continue;
      if (knowledge.isDue(id, snapshot, options)) this.#begin(id, snapshot);
    }
  }

  #begin(marketId: MarketId, snapshot: Snapshot): void {
    const { account } = this.#knowledge;
    const subject = { marketId, snapshot, account };
    const session = sessionAbout(this.#dependencies, subject);
    if (this.#knowledge.hasBegun(session.subject)) return;
    this.#knowledge.watch(marketId, snapshot.takenAtMs);
    const open = openedSession(session, this.#context.clock.monotonicMs());
    this.#sessions.add(open);
    this.#ask(open);
  }

  /** Sets the money for the next call aside and says so in the journal: only then is the model asked. */
  #ask(open: OpenSession): void {
    const { session } = open;
    const { request } = session;
    const reserved = this.#brain.costMax(request);
    const nowMs = this.#context.clock.nowMs();
    if (!open.money.setAside(this.#budget.reserve(reserved, nowMs))) {
      return this.#fail(open, "over_budget", DETAILS.overBudget);
    }
    open.status = "asking";
    this.#append(askedRow(session, { reserved, request }));
  }

  #call(decisionId: DecisionId): void {
    const open = this.#sessions.get(decisionId);
    if (open?.status !== "asking") return;
    const { bus } = this.#dependencies;
    open.status = "calling";
    if (open.abort.signal.aborted) {
      return this.#onCallEnded(decisionId, NEVER_CALLED);
    }
    const signal = AbortSignal.any([
      this.#context.abortSignal,
      open.abort.signal,
    ]);
    this.#context.pipeToSelf(
      this.#brain.call(open.session.request, {
        signal,
        onDelta: ({ kind, text }) =>
          bus.publish("thought_streamed", { decisionId, kind, text }),
      }),
      (outcome) => ({ kind: "call_ended", decisionId, outcome }),
      (error) => ({ kind: "work_failed", error }),
    );
  }

  #onCallEnded(decisionId: DecisionId, outcome: ModelOutcome): void {
    const open = this.#sessions.get(decisionId);
    if (open?.status !== "calling") return;
    const { parseAnswer } = this.#dependencies.models;
    open.money.endCall();
    for (const entry of callEndRows(open.session, outcome, parseAnswer)) {
      this.#append(entry);
    }
    if (open.abort.signal.aborted) return this.#failAborted(open);
    if (outcome.kind === "failed") {
      const { kind, detail } = outcome.fault;
      return kind === "aborted"
        ? this.#failAborted(open)
        : this.#fail(open, "model_fault", `${kind}: ${detail}`);
    }
    this.#follow(open, open.session.take(outcome.reply));
  }

  #follow(open: OpenSession, step: SessionStep): void {
    switch (step.kind) {
      case "ask":
        return this.#ask(open);
      case "search":
        return this.#search(open, step.queries);
      case "decide":
        return this.#decide(open, step.answer);
      case "give_up":
        return this.#fail(open, "invalid", `${step.detail}.`);
      default:
        return assertNever(step);
    }
  }

  #search(open: OpenSession, queries: readonly string[]): void {
    const { search } = this.#dependencies.models;
    const { decisionId } = open.session.subject;
    open.status = "searching";
    this.#context.pipeToSelf(
      searchAll(search, queries, open.abort.signal),
      (outcomes) => ({ kind: "search_ended", decisionId, outcomes }),
      (error) => ({ kind: "work_failed", error }),
    );
  }

  #onSearchEnded(
    decisionId: DecisionId,
    outcomes: readonly SearchOutcome[],
  ): void {
    const open = this.#sessions.get(decisionId);
    if (open?.status !== "searching") return;
    if (open.abort.signal.aborted) return this.#failAborted(open);
    const texts = outcomes.map((outcome) =>
      searchText(outcome, open.session.texts)
    );
    this.#follow(open, open.session.resume(texts));
  }

  /** An answer that cannot be carried out is asked about once more, like one that cannot be read. */
  #decide(open: OpenSession, answer: ModelAnswer): void {
    const { subject } = open.session;
    const market = this.#knowledge.portfolio.market(subject.marketId);
    if (market === undefined) {
      return this.#fail(open, "aborted", DETAILS.marketOver);
    }
    const decided = decisionOfAnswer(answer, {
      subject,
      market,
      knowledge: this.#knowledge,
      options: this.#dependencies.options,
      nowMs: this.#context.clock.nowMs(),
    });
    if (decided.kind === "unusable") {
      return this.#follow(open, open.session.reAsk(decided.detail));
    }
    const { decision } = decided;
    open.status = "ending";
    open.thought = {
      wokenAtMs: open.wokenAtMs,
      decidedAtMs: this.#context.clock.monotonicMs(),
    };
    this.#append({ kind: "decision_made", decision });
  }

  #failAborted(open: OpenSession): void {
    this.#fail(open, "aborted", DETAILS.halted);
  }

  #fail(open: OpenSession, cause: DecisionFailure, detail: string): void {
    open.status = "ending";
    this.#append(failedRow(open.session.subject, cause, detail));
  }

  /** A halt ends every call. What has not been asked yet is not asked any more. */
  #abortAll(): void {
    for (const open of this.#sessions.all()) open.abort.abort();
  }

  #act(decision: Decision): void {
    const thought = this.#sessions.get(decision.id)?.thought ?? undefined;
    this.#close(decision.id);
    this.#carrier.carry(decision, thought);
  }

  #close(decisionId: DecisionId): void {
    const open = this.#sessions.get(decisionId);
    if (open === undefined) return;
    open.money.release();
    this.#sessions.delete(open);
  }

  readonly #append = (entry: JournalEntry): void => {
    this.#journal.append({ entry, ...entryPath(entry) });
  };
}
