import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Options of one `ask`. */
export interface AskOptions {
  /** How long to wait for the reply, in milliseconds, more than 0. */
  readonly deadlineMs: number;
}

/**
 * The address of an actor. It outlives every incarnation: a restart keeps ref and mailbox.
 *
 * `in` matters: without it TypeScript lets a ref be widened to messages that its actor cannot take.
 */
export interface ActorRef<in Message> {
  /** Slash-separated place in the supervision tree, such as `arena/execution/risk`. */
  readonly path: string;
  /** Enqueues `message` and never waits; what does not fit follows the mailbox's overflow strategy. */
  tell(message: Message): void;
  /** Enqueues `message`, waiting for room under `backpressure`. Rejects when the actor has stopped. */
  offer(message: Message): Promise<void>;
  /** Sends what `request` builds around a one-shot reply ref. Rejects with `AskTimeoutError` at the deadline. */
  ask<Reply>(
    request: (replyTo: ActorRef<Reply>) => Message,
    options: AskOptions,
  ): Promise<Reply>;
}

/** What the kernel tells an actor on its own lane: reliable, and ahead of every message. */
export type Signal =
  | { readonly kind: "pre_restart"; readonly error: Error }
  | { readonly kind: "post_stop" }
  | {
    readonly kind: "terminated";
    readonly ref: ActorRef<never>;
    readonly error?: Error;
  }
  | {
    readonly kind: "child_failed";
    readonly ref: ActorRef<never>;
    readonly error: Error;
  };

/** A running incarnation. `receive` is never re-entered: while its promise is pending, messages wait. */
export interface Actor<in Message> {
  /**
   * Brings a new incarnation to where it can take messages: rebuilds its state (from the journal, where it has any) and
   * begins what it does by itself. Called once, before the first message.
   */
  recover?(): void | Promise<void>;
  receive(message: Message): void | Promise<void>;
  /** Signals that an actor does not handle are ignored. */
  signal?(signal: Signal): void;
}

/** Why a message ended as a dead letter. */
export type DeadLetterReason =
  | "stopped"
  | "overflow"
  | "failed"
  | "abandoned"
  | "stash_full"
  | "late_reply";

/** A message that nobody handled, and why. */
export interface DeadLetter {
  readonly path: string;
  readonly message: unknown;
  readonly reason: DeadLetterReason;
  readonly atMs: number;
  /** Incarnation that sent or held the message, where one did. */
  readonly incarnation?: number;
  /** Number of the message that was being handled, where a `Tracer` follows messages. */
  readonly traceId?: number;
}

/** What happens to a message that finds a mailbox full. */
export type Overflow<Message> =
  | { readonly kind: "backpressure" }
  | { readonly kind: "drop_newest" }
  | { readonly kind: "drop_oldest" }
  /** Replaces the queued message of the same key, in its place; a new key in a full mailbox drops the oldest. A message whose key is `null` is never replaced. */
  | {
    readonly kind: "conflate";
    /** Best a text that there is already: what a message costs to queue is mostly what its key costs to make. */
    readonly key: (message: Message) => string | null;
    /** One of a few names: only messages of one group replace each other. Without it, all are of one. */
    readonly group?: (message: Message) => string;
  }
  | { readonly kind: "fail" };

/** A mailbox is always bounded. */
export interface MailboxOptions<Message> {
  /** Messages held at most, 1 to 1,048,576. */
  readonly capacity: number;
  readonly overflow: Overflow<Message>;
  /** Messages stashed at most, 0 to 1,048,576. @default {capacity} */
  readonly stashCapacity?: number;
}

/** What one incarnation of an actor may do. Everything here is inert once the incarnation has ended. */
export interface ActorContext<Message> {
  /** The actor's own ref; once the incarnation has ended, one that leads to the dead letters. */
  readonly self: ActorRef<Message>;
  readonly path: string;
  /** Counts starts of this actor, from 1. */
  readonly incarnation: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted when this incarnation ends, whichever way. */
  readonly abortSignal: AbortSignal;
  /** Sends the outcome of slow work to this actor as a message; a rejection goes through `onError`. */
  pipeToSelf<Value>(
    work: Promise<Value>,
    onValue: (value: Value) => Message,
    onError: (error: Error) => Message,
  ): void;
  /** Sends `message` to this actor after `delayMs`; ends with the incarnation. Returns its cancel function. */
  schedule(message: Message, delayMs: number): () => void;
  /**
   * Returns `ref` as this incarnation may use it: once the incarnation has ended, what it still sends there is a dead
   * letter, reason `abandoned`. For refs that a handler uses after an `await`.
   */
  bind<Other>(ref: ActorRef<Other>): ActorRef<Other>;
  /** Asks for one `terminated` signal when `ref` ends, also if it already has. */
  watch(ref: ActorRef<never>): void;
  unwatch(ref: ActorRef<never>): void;
  /** Keeps the message for later, within the stash's bound. */
  stash(message: Message): void;
  /** Puts stashed messages back ahead of everything queued, in their order. */
  unstashAll(): void;
  /** Ends this actor as if it returned: `transient` children are not restarted. */
  stop(): void;
}

/** Makes the actor of one incarnation, which recovers before its first message. */
export type StartActor<Message> = (
  context: ActorContext<Message>,
) => Actor<Message> | Promise<Actor<Message>>;
