import type { ActorCell } from "./actor_cell.ts";
import type { HandlerTimeSummary } from "./handler_times.ts";

/** Where an actor or supervisor is in its life. `failed` and `stopped` are final. */
export type ActorStatus =
  | "starting"
  | "running"
  | "restarting"
  | "stopping"
  | "stopped"
  | "failed";

/** One node of the tree as `ActorSystem.inspect()` saw it. */
export interface ActorInspection {
  readonly path: string;
  readonly kind: "actor" | "supervisor";
  readonly status: ActorStatus;
  /** Messages waiting in the mailbox; never more than `mailboxCapacity`. */
  readonly mailboxDepth: number;
  /** Messages stashed, those put back but not handled yet included. */
  readonly stashDepth: number;
  /** Messages that fit; 0 for a supervisor. */
  readonly mailboxCapacity: number;
  /** Upper bound of the oldest waiting message's age in milliseconds, exact to one batch; 0 when none waits. */
  readonly oldestAgeMs: number;
  /** Messages handled, whatever came of them. For a supervisor: supervision events. */
  readonly handled: number;
  /** Failures: handlers that threw, failed starts, overflow under `fail`. */
  readonly failed: number;
  /** Starts after the first. */
  readonly restarts: number;
  /** Messages lost to overflow. */
  readonly dropped: number;
  /** Messages replaced by a newer one of their key. */
  readonly conflated: number;
  /** Piped work under way. */
  readonly workPending: number;
  /** Text of the latest failure, or `null`. */
  readonly lastError: string | null;
  /** How long the handler takes per message, where the system measures that (`timesHandlers`). */
  readonly handlerTimes?: HandlerTimeSummary;
}

/** The part of an inspection that a supervisor has no use for. */
export const WITHOUT_MAILBOX = {
  mailboxCapacity: 0,
  stashDepth: 0,
  oldestAgeMs: 0,
  dropped: 0,
  conflated: 0,
  workPending: 0,
} as const satisfies Partial<ActorInspection>;

/** Returns the part of an inspection that an actor's queues and counts tell. */
export function inspectCell<Message>(
  { mailbox, lanes, times, handled, kernel }: ActorCell<Message>,
) {
  return {
    mailboxDepth: mailbox.size,
    mailboxCapacity: mailbox.capacity,
    stashDepth: lanes?.stashDepth ?? 0,
    oldestAgeMs: mailbox.oldestAgeMs(kernel.dispatcher.monotonicMs()),
    handled,
    dropped: mailbox.dropped,
    conflated: mailbox.conflated,
    ...(times === null ? {} : { handlerTimes: times.summarize() }),
  } satisfies Partial<ActorInspection>;
}
