import type { Decision } from "../../../domain/decision.ts";
import { deriveOrderId } from "../../../domain/digest.ts";
import type { ContestantId, DecisionId } from "../../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../../domain/journal.ts";
import type { AgentDecisionReply } from "../../ports/agent_desk.ts";

/** Decisions that are remembered. */
const KEPT = 10_000;

/** One decision that an agent sent, and what risk said of it. */
interface SubmittedDecision {
  readonly decision: Decision;
  /** `null` until risk has spoken, and for what leads to no order. */
  readonly verdict: "submitted" | EntryOf<"order_denied"> | null;
}

/** What one agent has sent, folded from the journal: after a restart the same key still names the same decision. */
export class SubmittedDecisions {
  readonly #contestantId: ContestantId;
  /** Oldest first. */
  readonly #byId = new Map<DecisionId, SubmittedDecision>();
  readonly #byKey = new Map<string, DecisionId>();

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
  }

  /** Returns the decision that came under a key; `undefined` where none did. */
  byKey(key: string): Decision | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : this.#byId.get(id)?.decision;
  }

  has(id: DecisionId): boolean {
    return this.#byId.has(id);
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "decision_made":
        if (entry.decision.contestantId === this.#contestantId) {
          this.#add(entry.decision);
        }
        return;
      case "order_submitted":
        return this.#judge(entry.order.decisionId, "submitted");
      case "order_denied":
        return this.#judge(entry.order.decisionId, entry);
    }
  }

  /** Returns what there is to say of a decision; `null` where risk has not spoken and has to. */
  replyTo(id: DecisionId, isRepeat: boolean): AgentDecisionReply | null {
    const known = this.#byId.get(id);
    if (known === undefined) return null;
    const { decision, verdict } = known;
    const taken = { kind: "taken", decisionId: id, isRepeat } as const;
    if (decision.action.kind !== "trade") {
      return { ...taken, orderId: null, status: "noted" };
    }
    if (verdict === null) return null;
    if (verdict === "submitted") {
      return { ...taken, orderId: deriveOrderId(id), status: "submitted" };
    }
    return {
      kind: "refused",
      code: "denied",
      detail: verdict.detail,
      denial: verdict.code,
      decisionId: id,
    };
  }

  #add(decision: Decision): void {
    const key = decision.submission?.key;
    this.#byId.set(decision.id, { decision, verdict: null });
    if (key !== undefined) this.#byKey.set(key, decision.id);
    const [oldest] = this.#byId.values();
    if (this.#byId.size <= KEPT || oldest === undefined) return;
    this.#byId.delete(oldest.decision.id);
    this.#byKey.delete(oldest.decision.submission?.key ?? "");
  }

  #judge(
    id: DecisionId,
    verdict: NonNullable<SubmittedDecision["verdict"]>,
  ): void {
    const known = this.#byId.get(id);
    if (known === undefined || known.verdict !== null) return;
    this.#byId.set(id, { ...known, verdict });
  }
}
