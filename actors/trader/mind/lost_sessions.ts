import type { ContestantId, DecisionId } from "../../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../../domain/journal.ts";
import type { ModelCost } from "../../ports/model.ts";

/** A session without an end. */
export interface LostSession {
  /** Its newest call. */
  readonly asked: EntryOf<"model_asked">;
  /** What it cost is booked, which comes before its answer: a crash can fall in between. */
  readonly isCharged: boolean;
  readonly isAnswered: boolean;
}

/** Sessions of one contestant that were begun and of which no end is known, folded from the journal. */
export class LostSessions {
  readonly #contestantId: ContestantId;
  readonly #sessions = new Map<DecisionId, LostSession>();

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
  }

  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "model_asked":
        if (entry.contestantId !== this.#contestantId) return;
        this.#sessions.set(entry.decisionId, {
          asked: entry,
          isCharged: false,
          isAnswered: false,
        });
        return;
      case "inference_charged":
        return this.#note(entry.decisionId, { isCharged: true });
      case "model_answered":
        return this.#note(entry.decisionId, { isAnswered: true });
      case "decision_made":
        this.#sessions.delete(entry.decision.id);
        return;
      case "decision_failed":
        this.#sessions.delete(entry.decisionId);
        return;
    }
  }

  #note(
    id: DecisionId | null,
    news: Partial<Pick<LostSession, "isCharged" | "isAnswered">>,
  ): void {
    const session = id === null ? undefined : this.#sessions.get(id);
    if (id === null || session === undefined) return;
    this.#sessions.set(id, { ...session, ...news });
  }

  /** Returns them all, in the order in which they were begun. */
  all(): readonly LostSession[] {
    return [...this.#sessions.values()];
  }
}

/**
 * Returns the rows that end a session which a crash cut off.
 *
 * @param cost Of its newest call. Where nobody knows it (`null`), what was set aside is charged, so that the ledger
 * never says less than the provider's bill.
 */
export function endRowsOf(
  { asked, isCharged, isAnswered }: LostSession,
  cost: ModelCost | null,
): readonly JournalEntry[] {
  const { contestantId, decisionId, marketId, step, model, reserved } = asked;
  const charge: JournalEntry = {
    kind: "inference_charged",
    contestantId,
    decisionId,
    amount: cost?.amount ?? reserved,
    model,
  };
  const answer: JournalEntry = {
    kind: "model_answered",
    contestantId,
    decisionId,
    step,
    result: "aborted",
    model,
    usage: null,
    costSource: cost?.source ?? "estimate",
    tools: [],
    planted: 0,
    followed: 0,
  };
  const end: JournalEntry = {
    kind: "decision_failed",
    decisionId,
    contestantId,
    marketId,
    cause: "aborted",
    detail: "The arena restarted while the model was thinking.",
  };
  return [
    ...(isCharged ? [] : [charge]),
    ...(isAnswered ? [] : [answer]),
    end,
  ];
}
