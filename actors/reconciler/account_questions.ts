import type { ActorContext } from "../../runtime/mod.ts";
import { AmbiguousOutcomeError, type Execution } from "../ports/execution.ts";
import type { ReconcilerMessage } from "./protocol.ts";

/** Longest wait for one answer, in milliseconds. */
const ANSWER_MS_MAX = 30_000;

/** Asks the venue what it has of us, one question at a time. Each ends with an answer or a failure. */
export class AccountQuestions {
  readonly #execution: Execution;
  readonly #context: ActorContext<ReconcilerMessage>;
  #question = 0;
  #cancelWait: (() => void) | null = null;

  constructor(execution: Execution, context: ActorContext<ReconcilerMessage>) {
    this.#execution = execution;
    this.#context = context;
  }

  /** Asks. @param sinceMs From when on fills are wanted, Unix milliseconds. */
  ask(sinceMs: number): void {
    const context = this.#context;
    const question = this.#question += 1;
    this.#cancelWait = context.schedule({
      kind: "account_failed",
      question,
      error: new AmbiguousOutcomeError(
        `Cannot compare journal and venue as the venue must answer within ${ANSWER_MS_MAX} ms: current value is no answer`,
      ),
    }, ANSWER_MS_MAX);
    context.pipeToSelf(
      this.#execution.account(sinceMs, context.abortSignal),
      (report) => ({ kind: "account_reported", question, report }),
      (error) => ({ kind: "account_failed", question, error }),
    );
  }

  /** A question has ended. Returns whether it was the one that is waited for. */
  end(question: number): boolean {
    if (this.#cancelWait === null || question !== this.#question) return false;
    this.#cancelWait();
    this.#cancelWait = null;
    return true;
  }
}
