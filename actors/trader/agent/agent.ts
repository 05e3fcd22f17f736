import { canonicalJson } from "../../../domain/canonical_json.ts";
import type { Decision } from "../../../domain/decision.ts";
import { deriveDecisionId, sha256Hex } from "../../../domain/digest.ts";
import { type DecisionId, orderId } from "../../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../../domain/journal.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
} from "../../../runtime/mod.ts";
import {
  type AgentCancelReply,
  type AgentDecisionReply,
  type AgentRefusal,
  type AgentSubmission,
  OUTSIDE_AGENT,
} from "../../ports/agent_desk.ts";
import { JournalFollower } from "../../ports/journal_follower.ts";
import type { InferenceBudget } from "../../ports/model.ts";
import { DecisionCarrier } from "../decision_carrier.ts";
import { entryPath } from "../entry_path.ts";
import { decisionOfAnswer } from "../mind/decision_of_answer.ts";
import { Knowledge } from "../mind/knowledge.ts";
import type { AgentDependencies } from "./dependencies.ts";
import type { AgentMessage } from "./messages.ts";
import { OpenSnapshots } from "./open_snapshots.ts";
import { SubmittedDecisions } from "./submitted_decisions.ts";
import { dueMarket, type Refused } from "./timing_refusal.ts";

/** An order that risk has not answered for this long was lost to a crash, and never left. */
const ORDER_PATIENCE_MS = 60_000;

/** An agent pays for its own thinking. */
const NO_BUDGET: InferenceBudget = { spend: () => {}, reserve: () => null };

/** A decision on its way into the journal, or one that risk has not answered yet. */
interface Waiting {
  readonly key: string;
  readonly bodyHash: string;
  readonly replyTo: ActorRef<AgentDecisionReply>;
  readonly wokenAtMs: number;
}

/** Starts the trader of one outside agent: folds what it holds and has sent, then waits to be asked. */
export function startAgent(
  dependencies: AgentDependencies,
  context: ActorContext<AgentMessage>,
): Actor<AgentMessage> {
  return new Agent(dependencies, context);
}

class Agent implements Actor<AgentMessage> {
  readonly #dependencies: AgentDependencies;
  readonly #context: ActorContext<AgentMessage>;
  readonly #journal: JournalFollower;
  readonly #knowledge: Knowledge;
  readonly #carrier: DecisionCarrier;
  readonly #snapshots: OpenSnapshots;
  readonly #submitted: SubmittedDecisions;
  readonly #waiting = new Map<DecisionId, Waiting>();

  constructor(
    dependencies: AgentDependencies,
    context: ActorContext<AgentMessage>,
  ) {
    const { contestantId, windowMs, risk } = dependencies;
    this.#dependencies = dependencies;
    this.#context = context;
    this.#knowledge = new Knowledge(contestantId, {
      ...dependencies,
      budget: NO_BUDGET,
    });
    this.#snapshots = new OpenSnapshots(windowMs);
    this.#submitted = new SubmittedDecisions(contestantId);
    this.#carrier = new DecisionCarrier({
      risk,
      orders: this.#knowledge.portfolio.orders,
      clock: context.clock,
    });
    this.#journal = new JournalFollower(dependencies, context, (row) => {
      this.#knowledge.fold(row);
      this.#submitted.fold(row.entry);
    });
  }

  async recover(): Promise<void> {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "snapshot_taken",
      self,
      (snapshot): AgentMessage => ({ kind: "snapshot_taken", snapshot }),
    );
    bus.subscribe(
      "quote_changed",
      self,
      (quote): AgentMessage => ({ kind: "quote_changed", quote }),
    );
    await this.#journal.recover();
    if (this.#knowledge.canJoin) this.#enroll();
  }

  receive(message: AgentMessage): void {
    switch (message.kind) {
      case "snapshot_taken":
        return this.#onSnapshot(message.snapshot);
      case "quote_changed":
        return this.#onQuote(message.quote);
      case "read_standing":
        return message.replyTo.tell({
          account: this.#knowledge.account,
          snapshots: this.#snapshots.all(this.#context.clock.nowMs()),
        });
      case "submit_decision":
        return this.#onSubmission(message.submission, message.replyTo);
      case "cancel_own_order":
        return message.replyTo.tell(this.#cancel(message.orderId));
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #onQuote(quote: Quote): void {
    const nowMs = this.#context.clock.nowMs();
    for (const exit of this.#knowledge.quoted(quote, nowMs)) this.#append(exit);
  }

  #onSnapshot(snapshot: Snapshot): void {
    const { clock } = this.#context;
    this.#knowledge.tidy(clock.nowMs());
    this.#snapshots.add(snapshot);
    const sinceMs = clock.monotonicMs() - ORDER_PATIENCE_MS;
    for (const [id, { wokenAtMs }] of this.#waiting) {
      if (wokenAtMs < sinceMs) this.#waiting.delete(id);
    }
  }

  #enroll(): void {
    const { contestantId, name, startingBalance } = this.#dependencies;
    this.#append({
      kind: "contestant_enrolled",
      contestantId,
      name,
      strategy: OUTSIDE_AGENT,
      startingBalance,
    });
  }

  #append(entry: JournalEntry): void {
    this.#journal.append({ entry, ...entryPath(entry) });
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    switch (entry.kind) {
      case "season_started":
        if (this.#knowledge.canJoin) this.#enroll();
        return;
      case "decision_made":
        if (entry.decision.contestantId !== this.#dependencies.contestantId) {
          return;
        }
        this.#carry(entry.decision);
        return this.#answer(entry.decision.id);
      case "exit_triggered":
        if (entry.contestantId === this.#dependencies.contestantId) {
          this.#carrier.carryExit(entry);
        }
        return;
      case "order_submitted":
      case "order_denied":
        return this.#answer(entry.order.decisionId);
    }
  }

  #onSubmission(
    submission: AgentSubmission,
    replyTo: ActorRef<AgentDecisionReply>,
  ): void {
    const bodyHash = sha256Hex(canonicalJson(submission));
    const repeat = this.#repeatOf(submission.key, bodyHash);
    if (repeat !== null) return replyTo.tell(repeat);
    const decided = this.#decide(submission, bodyHash);
    if (decided.kind === "refused") return replyTo.tell(decided);
    const { decision } = decided;
    this.#knowledge.watch(decision.marketId, decided.takenAtMs);
    this.#waiting.set(decision.id, {
      key: submission.key,
      bodyHash,
      replyTo,
      wokenAtMs: this.#context.clock.monotonicMs(),
    });
    this.#append({ kind: "decision_made", decision });
  }

  /** Returns what there is to say of a decision that came under the same key; `null` where none did. */
  #repeatOf(key: string, bodyHash: string): AgentDecisionReply | null {
    const known = this.#submitted.byKey(key);
    const sent = known?.submission ??
      [...this.#waiting.values()].find((waiting) => waiting.key === key);
    if (sent === undefined) return null;
    if (sent.bodyHash !== bodyHash) {
      return refusal([
        "key_reused",
        "Another decision came under this key before: each decision has a key of its own.",
      ]);
    }
    const id = known?.id ?? this.#waitingId(key);
    const sinceMs = this.#context.clock.nowMs() - ORDER_PATIENCE_MS;
    const isLost = known !== undefined && known.decidedAtMs < sinceMs;
    return this.#submitted.replyTo(id, true) ?? {
      kind: "taken",
      decisionId: id,
      orderId: null,
      status: isLost ? "lost" : "pending",
      isRepeat: true,
    };
  }

  #waitingId(key: string): DecisionId {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.key === key) return id;
    }
    throw new RangeError(
      `Cannot name a decision as its key must be one that waits: current value is "${key}"`,
    );
  }

  #decide(
    { snapshotId, marketId, key, answer }: AgentSubmission,
    bodyHash: string,
  ):
    | {
      readonly kind: "decided";
      readonly decision: Decision;
      readonly takenAtMs: number;
    }
    | AgentRefusal {
    const { contestantId, options } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    const knowledge = this.#knowledge;
    const snapshot = this.#snapshots.find(snapshotId, nowMs);
    if (snapshot === "unknown") {
      return refusal(["unknown_snapshot", "There is no such snapshot."]);
    }
    if (snapshot === "late") {
      return refusal([
        "late",
        "The time to decide from this snapshot is over: take the newest one.",
      ]);
    }
    const { causationId, takenAtMs } = snapshot;
    const decisionId = deriveDecisionId({
      contestantId,
      marketId,
      causationId,
    });
    if (this.#submitted.has(decisionId) || this.#waiting.has(decisionId)) {
      return refusal([
        "already_decided",
        "You have decided about this market from this round or signal: one decision is all.",
      ]);
    }
    const due = dueMarket(marketId, snapshot, { knowledge, options, nowMs });
    if (due.kind === "refused") return refusal(due.refused);
    const decided = decisionOfAnswer(answer, {
      subject: { decisionId, contestantId, causationId },
      market: due.market,
      knowledge,
      options,
      nowMs,
    });
    if (decided.kind === "unusable") {
      return refusal(["unusable", `${decided.detail}.`]);
    }
    const submission = { snapshotId, key, bodyHash };
    return {
      kind: "decided",
      decision: { ...decided.decision, submission },
      takenAtMs,
    };
  }

  #carry(decision: Decision): void {
    const wokenAtMs = this.#waiting.get(decision.id)?.wokenAtMs;
    const thought = wokenAtMs === undefined
      ? undefined
      : { wokenAtMs, decidedAtMs: wokenAtMs };
    this.#carrier.carry(decision, thought);
  }

  /** Answers the agent once there is something to say. */
  #answer(id: DecisionId): void {
    const waiting = this.#waiting.get(id);
    const reply = this.#submitted.replyTo(id, false);
    if (waiting === undefined || reply === null) return;
    this.#waiting.delete(id);
    waiting.replyTo.tell(reply);
  }

  /** Cancels always pass, also while trading is halted. */
  #cancel(id: string): AgentCancelReply {
    const { contestantId, risk } = this.#dependencies;
    const order = this.#knowledge.portfolio.orders.all.find((order) =>
      order.id === id
    );
    if (order === undefined) {
      return refusal(["unknown_order", "No such order of yours works."]);
    }
    risk.tell({
      kind: "cancel_order",
      contestantId,
      orderId: orderId(id),
      reason: "The agent asked for it.",
    });
    return { kind: "canceling" };
  }
}

function refusal([code, detail]: Refused): AgentRefusal {
  return { kind: "refused", code, detail, denial: null, decisionId: null };
}
