import type { ActorFailure, DeadLetter } from "../runtime/mod.ts";
import { alertOfFailure } from "./actor_alerts.ts";
import type { Alert } from "./alert.ts";
import type { Log } from "./log.ts";

/** Writes a failure down; where it is a supervisor that gave up, an operator is told too. */
export function reportFailure(
  failure: ActorFailure,
  { log, alert }: {
    readonly log: Log;
    readonly alert: (alert: Alert) => void;
  },
): void {
  const { path, error } = failure;
  log.error({ path, err: error }, "an actor failed");
  const given = alertOfFailure(failure);
  if (given !== null) alert(given);
}

/** An incarnation that ended is sent to for a moment longer; anything else is worth a look. */
export function logDeadLetter(
  log: Log,
  { path, reason }: Pick<DeadLetter, "path" | "reason">,
): void {
  const isUsual = reason === "abandoned" || reason === "stopped";
  log[isUsual ? "debug" : "warn"](
    { path, reason },
    "a message was not handled",
  );
}
