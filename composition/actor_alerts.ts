import type { ActorFailure } from "../runtime/mod.ts";
import type { Alert } from "./alert.ts";

/** A supervisor that gives up has no incarnations. */
const SUPERVISOR = 0;
/** Once it gives up the arena has ended, which is an alert of its own. */
const ROOT = "arena";

/**
 * Returns what an operator is alerted of where a supervisor gave its actors up; `null` for an actor that failed and
 * is started again, which happens and is in the log.
 */
export function alertOfFailure(
  { path, incarnation, error }: Pick<
    ActorFailure,
    "path" | "incarnation" | "error"
  >,
): Alert | null {
  return incarnation !== SUPERVISOR || path === ROOT ? null : {
    kind: "actors_given_up",
    subject: path,
    text:
      `The actors of ${path} failed too often and were given up, at last with: ${error.message}`,
  };
}

/** Returns what an operator is alerted of when the whole arena has ended by itself. */
export function alertOfEnd({ message }: Error): Alert {
  return {
    kind: "arena_ended",
    subject: "The arena",
    text: `The arena gave up, and its process ends: ${message}`,
  };
}
