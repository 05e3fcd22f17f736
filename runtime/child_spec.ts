import type {
  Actor,
  ActorContext,
  ActorRef,
  MailboxOptions,
  StartActor,
} from "./actor.ts";
import type { BackoffOptions } from "./backoff.ts";

/**
 * When an ended child is started again.
 *
 * - `permanent`: always, also when it stopped by itself.
 * - `transient`: only when it failed.
 * - `temporary`: never; it leaves the tree when it ends.
 */
export type RestartPolicy = "permanent" | "transient" | "temporary";

/**
 * Which children are restarted with a failed one.
 *
 * - `one_for_one`: none.
 * - `rest_for_one`: those started after it.
 * - `one_for_all`: all.
 */
export type SupervisorStrategy = "one_for_one" | "rest_for_one" | "one_for_all";

/**
 * What an actor finishes before a final stop, within its `shutdownMs`.
 *
 * - `messages`: what is queued, and what still arrives before the queue is empty.
 * - `messages_and_work`: that, and the outcome of its piped work.
 */
export type Drain = "messages" | "messages_and_work";

/** How an actor lives: may be shared by all actors of a kind. */
export interface ActorBehavior<in Message> {
  /**
   * Makes the actor of one incarnation. Declared as a method on purpose: that lets specs of different messages share a list, and
   * the kernel only ever calls it with the context of `ref`.
   */
  start(
    context: ActorContext<Message>,
  ): Actor<Message> | Promise<Actor<Message>>;
  readonly restart: RestartPolicy;
  /** How long a stop waits for the running handler and the drain, in milliseconds, 0 or more. 0 abandons at once. */
  readonly shutdownMs: number;
  /** Waiting time before a restart; without it a restart is immediate. */
  readonly backoff?: BackoffOptions;
  /** What a final stop finishes first. @default {"messages_and_work"} */
  readonly drain?: Drain;
  /**
   * Whether it is made before the first of those that are started with it recovers, so that all of them can recover
   * from one reading of what they share. Its `start` must do nothing but make it. @default {false}
   */
  readonly isMadeAhead?: boolean;
}

/** One actor of the tree, as data. Built by `ActorSystem.actor()`. */
export interface ChildSpec<in Message> extends ActorBehavior<Message> {
  readonly kind: "actor";
  /** Last segment of the path, unique among its siblings. */
  readonly id: string;
  /** The address, valid before the start: what is told to it meanwhile waits in the mailbox. */
  readonly ref: ActorRef<Message>;
}

/** What `ActorSystem.spawn()` makes actors of. One object may serve all actors of a kind. */
export interface SpawnOptions<Message> {
  readonly mailbox: MailboxOptions<Message>;
  readonly start: StartActor<Message>;
  readonly restart: RestartPolicy;
  /** How long a stop waits for the running handler and the drain, in milliseconds, 0 or more. */
  readonly shutdownMs: number;
  readonly backoff?: BackoffOptions;
  readonly drain?: Drain;
}

/** An actor of the tree, whatever it takes. */
export type AnyChildSpec = ChildSpec<never>;

/** A supervisor of the tree, as data. A list of these literals reads as the architecture diagram. */
export interface SupervisorSpec {
  readonly kind: "supervisor";
  /** Path segment, unique among its siblings. */
  readonly id: string;
  readonly strategy: SupervisorStrategy;
  /** Restarts tolerated within `periodMs`, over all children, 0 or more; one more fails the supervisor upward. */
  readonly intensity: number;
  /** Length of the window in milliseconds, more than 0. */
  readonly periodMs: number;
  /** Started first to last, stopped last to first: consumers before producers. */
  readonly children: readonly (AnyChildSpec | SupervisorSpec)[];
  /** Waiting time before its parent restarts it; without it a restart is immediate. */
  readonly backoff?: BackoffOptions;
  /** Gets a `child_failed` signal for each failure of a direct child. */
  readonly observer?: ActorRef<never>;
}
