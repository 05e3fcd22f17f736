import type { ActorRef } from "./actor.ts";
import { ActorCell } from "./actor_cell.ts";
import type { Child } from "./child.ts";

/** Sends an observer, if there is one, the `child_failed` signal of an actor. */
export function notifyObserver(
  observer: ActorRef<never> | undefined,
  { ref }: Child,
  error: Error,
): void {
  if (observer instanceof ActorCell && ref !== null) {
    observer.deliverSignal({ kind: "child_failed", ref, error });
  }
}
