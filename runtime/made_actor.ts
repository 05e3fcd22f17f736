import type { Actor } from "./actor.ts";
import { Incarnation, type IncarnationQueues } from "./incarnation.ts";
import type { ActorBehavior } from "./child_spec.ts";
import { isThenable } from "./thenable.ts";

/** A new incarnation whose actor is made and has not recovered, or could not be made. */
export class MadeActor<Message> {
  readonly incarnation: Incarnation<Message>;
  /** Returns what `start` did, or throws what it threw. */
  readonly #made: () => Actor<Message> | Promise<Actor<Message>>;

  /** @param number Of the incarnation, from 1. */
  constructor(
    queues: IncarnationQueues<Message>,
    number: number,
    spec: ActorBehavior<Message>,
  ) {
    const incarnation = new Incarnation(queues, number);
    this.incarnation = incarnation;
    try {
      const made = spec.start(incarnation);
      // Whoever asks for it hears of it; it may never be asked for.
      if (isThenable(made)) made.then(null, () => {});
      this.#made = () => made;
    } catch (thrown) {
      this.#made = () => {
        throw thrown;
      };
    }
  }

  /** Returns the actor once it has recovered. @throws {unknown} What it failed with, at once or as a rejection. */
  recovered(): Actor<Message> | PromiseLike<Actor<Message>> {
    const made = this.#made();
    return isThenable(made) ? made.then(recovered) : recovered(made);
  }
}

function recovered<Message>(
  actor: Actor<Message>,
): Actor<Message> | PromiseLike<Actor<Message>> {
  const recovery = actor.recover?.();
  return isThenable(recovery) ? recovery.then(() => actor) : actor;
}
