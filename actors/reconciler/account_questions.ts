import type { ActorContext } from "../../runtime/mod.ts";
import {
  AmbiguousOutcomeError,
  type Execution,
  type VenueAccountReport,
} from "../ports/execution.ts";
import type { PerpetualExecution } from "../ports/perpetual_execution.ts";
import type { ReconcilerMessage } from "./protocol.ts";

/** Longest wait for one answer, in milliseconds. */
const ANSWER_MS_MAX = 30_000;

/** Who is asked. */
export interface AskedVenue {
  readonly execution: Pick<Execution, "account">;
  /** Left out where nobody trades perpetuals. */
  readonly perpetuals?: Pick<PerpetualExecution, "positions"> | undefined;
}

/** Asks the venue what it has of us, one question at a time. Each ends with an answer or a failure. */
export class AccountQuestions {
  readonly #venue: AskedVenue;
  readonly #context: ActorContext<ReconcilerMessage>;
  #question = 0;
  #cancelWait: (() => void) | null = null;

  constructor(venue: AskedVenue, context: ActorContext<ReconcilerMessage>) {
    this.#venue = venue;
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
      this.#account(sinceMs, context.abortSignal),
      (report) => ({ kind: "account_reported", question, report }),
      (error) => ({ kind: "account_failed", question, error }),
    );
  }

  /** Perpetuals are asked for beside the rest; both have to answer. */
  #account(sinceMs: number, signal: AbortSignal): Promise<VenueAccountReport> {
    const { execution, perpetuals } = this.#venue;
    const account = execution.account(sinceMs, signal);
    if (perpetuals === undefined) return account;
    return Promise.all([account, perpetuals.positions(signal)])
      .then(([report, held]) => ({ ...report, perpetuals: held }));
  }

  /** A question has ended. Returns whether it was the one that is waited for. */
  end(question: number): boolean {
    if (this.#cancelWait === null || question !== this.#question) return false;
    this.#cancelWait();
    this.#cancelWait = null;
    return true;
  }
}
