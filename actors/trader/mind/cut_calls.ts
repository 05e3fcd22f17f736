import type { DecisionId } from "../../../domain/ids.ts";
import type { ActorContext } from "../../../runtime/mod.ts";
import type { InferenceBudget, Reservation } from "../../ports/model.ts";
import type { MindDependencies } from "./dependencies.ts";
import type { LostSession } from "./lost_sessions.ts";
import type { MindMessage } from "./messages.ts";

/** The calls that a crash cut off, until the journal has what they cost. */
export class CutCalls {
  readonly #dependencies: Pick<MindDependencies, "contestantId" | "models">;
  readonly #context: ActorContext<MindMessage>;
  readonly #budget: InferenceBudget;
  /** Of calls whose cost nobody has told yet: a day's budget is never found larger than it is. */
  readonly #reserved = new Map<DecisionId, Reservation>();

  constructor(
    dependencies: Pick<MindDependencies, "contestantId" | "models">,
    context: ActorContext<MindMessage>,
    budget: InferenceBudget,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#budget = budget;
  }

  /** Has each asked about: `cut_call_priced` follows, also where nobody knows. */
  price(sessions: readonly LostSession[]): void {
    const { contestantId, models } = this.#dependencies;
    const { clock, abortSignal } = this.#context;
    for (const lost of sessions) {
      const { decisionId, requestHash, reserved } = lost.asked;
      const held = lost.isCharged
        ? null
        : this.#budget.reserve(reserved, clock.nowMs());
      if (held !== null) this.#reserved.set(decisionId, held);
      this.#context.pipeToSelf(
        lost.isCharged
          ? Promise.resolve(null)
          : models.cutCallCost(contestantId, requestHash, abortSignal),
        (cost) => ({ kind: "cut_call_priced", lost, cost }),
        (error) => ({ kind: "work_failed", error }),
      );
    }
  }

  /** What a session's call cost is in the journal: nothing has to be set aside for it any more. */
  settle(decisionId: DecisionId): void {
    this.#reserved.get(decisionId)?.release();
    this.#reserved.delete(decisionId);
  }
}
