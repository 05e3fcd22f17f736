import type { ActorView } from "../../domain/view.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import type { ActorInspection } from "../../runtime/mod.ts";

const ERROR_CLASS = /^[A-Z][A-Za-z0-9]{0,60}Error\b/;

/** Returns what the public may see of an actor: of its last error just the class, never the text. */
export function actorView(
  inspection: Pick<ActorInspection, keyof ActorView>,
): ActorView {
  const { lastError } = inspection;
  return {
    path: inspection.path,
    kind: inspection.kind,
    status: inspection.status,
    mailboxDepth: inspection.mailboxDepth,
    mailboxCapacity: inspection.mailboxCapacity,
    oldestAgeMs: Math.round(inspection.oldestAgeMs),
    handled: inspection.handled,
    failed: inspection.failed,
    restarts: inspection.restarts,
    dropped: inspection.dropped,
    lastError: lastError === null
      ? null
      : ERROR_CLASS.exec(lastError)?.[0] ?? "Error",
  };
}

/** What an inspection found: the change to publish, and whether people wait for it. */
export interface TreeChange {
  readonly change: ViewChange | null;
  readonly urgent: boolean;
}

/** Compares two inspections of the tree. A new status, restart or actor is urgent; a busy mailbox is not. */
export function compareTrees(
  before: readonly ActorView[],
  now: readonly ActorView[],
): TreeChange {
  const after = now.slice(0, VIEW_LIMITS.actors);
  const sameTree = before.length === after.length &&
    after.every(({ path }, index) => before[index]?.path === path);
  if (!sameTree) {
    return { change: { kind: "actors_listed", actors: after }, urgent: true };
  }
  const actors = after.filter((actor, index) =>
    JSON.stringify(actor) !== JSON.stringify(before[index])
  );
  if (actors.length === 0) return { change: null, urgent: false };
  const urgent = after.some((actor, index) =>
    actor.status !== before[index]?.status ||
    actor.restarts !== before[index]?.restarts
  );
  return { change: { kind: "actors_changed", actors }, urgent };
}
