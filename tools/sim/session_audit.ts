import type { ContestantId, DecisionId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import type { Findings } from "./findings.ts";
import { SIMULATED_BUDGET } from "./simulated_minds.ts";

/** One session of a model, as its rows tell it. */
interface AuditedSession {
  asked: number;
  answered: number;
  charged: number;
  ended: number;
  /** What was set aside for its newest call. */
  reserved: UsdMicros;
}

/** Holds sessions of models to their rows: each call is asked, paid and answered once, each session ends once. */
export class SessionAudit {
  readonly #findings: Findings;
  readonly #sessions = new Map<DecisionId, AuditedSession>();
  /** No run outlasts a day, so this is what each contestant spent on its one day. */
  readonly #spent = new Map<ContestantId, UsdMicros>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  fold({ entry, sequence }: JournalRow): void {
    switch (entry.kind) {
      case "model_asked": {
        const session = this.#sessions.get(entry.decisionId) ??
          { asked: 0, answered: 0, charged: 0, ended: 0, reserved: ZERO_USD };
        this.#sessions.set(entry.decisionId, session);
        session.asked += 1;
        session.reserved = entry.reserved;
        return this.#check(
          session.answered === session.asked - 1 && session.ended === 0,
          `Row ${sequence} asks beside another call of its session, or after its end`,
        );
      }
      case "model_answered": {
        const session = this.#sessions.get(entry.decisionId);
        if (session !== undefined) session.answered += 1;
        return this.#check(
          session !== undefined && session.answered === session.asked,
          `Row ${sequence} answers a call that was not asked, or again`,
        );
      }
      case "inference_charged":
        return this.#onCharged(entry, sequence);
      case "decision_made":
        return this.#onEnded(entry.decision.id, sequence);
      case "decision_failed":
        return this.#onEnded(entry.decisionId, sequence);
    }
  }

  /** Whether every session that was begun has come to its end. */
  get isQuiet(): boolean {
    return [...this.#sessions.values()].every(({ ended }) => ended > 0);
  }

  /** Holds all sessions to their end. */
  checkEnd(): void {
    for (const [id, { asked, answered, ended }] of this.#sessions) {
      this.#check(
        asked === answered && ended === 1,
        `Session ${id} was asked ${asked} times, answered ${answered} times, and ended ${ended} times`,
      );
    }
  }

  #onCharged(
    { decisionId, contestantId, amount }: {
      readonly decisionId: DecisionId | null;
      readonly contestantId: ContestantId;
      readonly amount: UsdMicros;
    },
    sequence: number,
  ): void {
    const session = decisionId === null
      ? undefined
      : this.#sessions.get(decisionId);
    if (session !== undefined) session.charged += 1;
    this.#check(
      session !== undefined && session.charged === session.asked &&
        amount <= session.reserved,
      `Row ${sequence} charges ${amount} to ${decisionId}, which was asked ${session?.asked} times, charged ${session?.charged} times, with ${session?.reserved} set aside`,
    );
    const spent = ((this.#spent.get(contestantId) ?? 0n) + amount) as UsdMicros;
    this.#spent.set(contestantId, spent);
    this.#findings.check(
      spent <= SIMULATED_BUDGET,
      "no model spends more than its budget",
      () => `After row ${sequence} ${contestantId} has spent ${spent}`,
    );
  }

  /** Decisions of rules come without a session. */
  #onEnded(id: DecisionId, sequence: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.ended += 1;
    this.#check(
      session.ended === 1,
      `Row ${sequence} ends a session that was over`,
    );
  }

  #check(holds: boolean, sentence: string): void {
    this.#findings.check(
      holds,
      "every call of a model is asked, paid and answered once",
      () => sentence,
    );
  }
}
