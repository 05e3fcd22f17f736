import type { MailboxOptions, Overflow } from "./actor.ts";
import { Backlog, returnBacklog, takeBacklog } from "./backlog.ts";
import { Conflation } from "./conflation.ts";
import { UNTRACED } from "./tracer.ts";

const CAPACITY_MAX = 1_048_576;

/** Stands for no message, where `undefined` may be one. */
const NONE: unique symbol = Symbol("none");

/** Learns which queued messages gave way to newer ones. */
export interface MailboxOwner<in Message> {
  evicted(message: Message): void;
}

/**
 * The bounded queue of one actor: a circular array that grows up to `capacity` and never beyond.
 *
 * - First in, first out; `conflate` replaces in place.
 * - All operations take constant time (amortized over growth) at any depth; none allocates per message.
 * - A single message needs no queue, so an actor that keeps up costs no slots.
 *
 * @example
 * ```ts
 * import { Mailbox } from "./mailbox.ts";
 *
 * const dropped: number[] = [];
 * const mailbox = new Mailbox<number>({ capacity: 2, overflow: { kind: "drop_oldest" } }, {
 *   evicted: (message) => dropped.push(message),
 * });
 * for (const message of [1, 2, 3]) mailbox.push(message);
 * console.assert(mailbox.shift() === 2 && dropped[0] === 1);
 * ```
 */
export class Mailbox<Message> {
  readonly #options: MailboxOptions<Message>;
  readonly #owner: MailboxOwner<Message>;
  readonly #capacity: number;
  /** The message that waits, as long as there is no backlog. */
  #only: Message | typeof NONE = NONE;
  /** The messages that wait, where a single one is not enough. */
  #backlog: Backlog<Message> | null = null;
  /** Since when the oldest message has waited at most. */
  #oldestSinceMs = 0;
  #dropped = 0;

  /** @throws {RangeError} If `capacity` is no integer from 1 to 1,048,576, or `stashCapacity` none from 0. */
  constructor(options: MailboxOptions<Message>, owner: MailboxOwner<Message>) {
    const { capacity, overflow, stashCapacity } = options;
    checkCount("capacity", capacity, 1);
    if (stashCapacity !== undefined) {
      checkCount("stashCapacity", stashCapacity, 0);
    }
    this.#options = options;
    this.#owner = owner;
    this.#capacity = capacity;
    if (overflow.kind === "conflate") {
      this.#backlog = new Backlog(new Conflation(overflow));
    }
  }

  /** Messages held. */
  get size(): number {
    const backlog = this.#backlog;
    if (backlog !== null) return backlog.size;
    return this.#only === NONE ? 0 : 1;
  }

  /** Messages held at most. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Messages that its actor may stash at most. */
  get stashCapacity(): number {
    return this.#options.stashCapacity ?? this.#capacity;
  }

  /** Strategy for a message that does not fit. */
  get overflow(): Overflow<Message>["kind"] {
    return this.#options.overflow.kind;
  }

  /** Whether a sender that can wait has to: it is full, under `backpressure`. */
  get mustWait(): boolean {
    return this.size === this.#capacity && this.overflow === "backpressure";
  }

  /** Messages lost to overflow: evicted and refused ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Messages replaced by a newer one of their key. */
  get conflated(): number {
    return this.#backlog?.conflation?.count ?? 0;
  }

  /**
   * Takes `message`, unless it is full and its strategy keeps what is queued: then it returns `false`.
   *
   * An evicted message is counted as lost and goes to the owner before the new one is queued.
   *
   * @param cause Number of the message that caused it, for tracing. @default {-1} for none
   */
  push(message: Message, cause: number = UNTRACED): boolean {
    const backlog = this.#backlog;
    if (backlog !== null) {
      const isPushed = cause === UNTRACED
        ? backlog.tryPush(message)
        : backlog.tryPushCaused(message, cause);
      if (isPushed) return true;
    } else if (cause === UNTRACED && this.#only === NONE) {
      this.#only = message;
      return true;
    }
    return Mailbox.#pushWithCare(this, message, cause);
  }

  /** Removes and returns the oldest message, or `undefined` when there is none: check `size` where that is a message. */
  shift(): Message | undefined {
    const backlog = this.#backlog;
    if (backlog !== null) return backlog.size > 0 ? backlog.shift() : undefined;
    const only = this.#only;
    if (only === NONE) return undefined;
    this.#only = NONE;
    return only;
  }

  /** What caused the oldest message, as `push` was told. */
  get oldestCause(): number {
    return this.#backlog === null ? UNTRACED : this.#backlog.oldestCause;
  }

  /** Whether `noteBatch` has anything to note. */
  get isBacklogged(): boolean {
    return this.#backlog !== null;
  }

  /** Counts a refused message as lost: only the caller knows whether it waits instead. */
  countDropped(): void {
    this.#dropped += 1;
  }

  /** Removes all messages and returns them, oldest first. */
  clear(): Message[] {
    const messages: Message[] = [];
    while (this.size > 0) messages.push(this.shift() as Message);
    this.noteBatch(messages.length, 0);
    return messages;
  }

  /** Notes that the first message came at `nowMs`. Called once per wake-up, not per message. */
  noteWake(nowMs: number): void {
    this.#oldestSinceMs = wholeMs(nowMs);
    this.#backlog?.noteWake(this.#oldestSinceMs);
  }

  /** Notes that a batch of `handled` messages ended at `nowMs`, and gives the queue back once it is empty. */
  noteBatch(handled: number, nowMs: number): void {
    const backlog = this.#backlog;
    if (backlog === null) return;
    if (backlog.size > 0) {
      this.#oldestSinceMs = backlog.noteBatch(handled, wholeMs(nowMs));
    } else if (backlog.conflation === null) {
      this.#backlog = null;
      returnBacklog(backlog);
    }
  }

  /** Returns an upper bound of the oldest message's age at `nowMs`, in whole milliseconds; 0 when there is none. */
  oldestAgeMs(nowMs: number): number {
    if (this.size === 0) return 0;
    return Math.max(0, (wholeMs(Math.ceil(nowMs)) - this.#oldestSinceMs) | 0);
  }

  /** Pushes where there is more to do than to fill a slot. Static, because a private method costs each mailbox memory. */
  static #pushWithCare<Message>(
    mailbox: Mailbox<Message>,
    message: Message,
    cause: number,
  ): boolean {
    const capacity = mailbox.#capacity;
    let backlog = mailbox.#backlog;
    if (backlog === null) {
      const only = mailbox.#only;
      backlog = takeBacklog<Message>(mailbox.#oldestSinceMs);
      if (only !== NONE) backlog.push(only, capacity);
      mailbox.#only = NONE;
      mailbox.#backlog = backlog;
    }
    if (backlog.replace(message, cause)) return true;
    if (backlog.size === capacity) {
      const { kind } = mailbox.#options.overflow;
      if (kind !== "drop_oldest" && kind !== "conflate") return false;
      mailbox.#dropped += 1;
      mailbox.#owner.evicted(backlog.shift());
    }
    if (cause !== UNTRACED) backlog.noteCause(cause);
    backlog.push(message, capacity);
    return true;
  }
}

/** Monotonic milliseconds as a 32-bit integer, which wraps after 49 days: such a field costs no memory of its own. */
function wholeMs(nowMs: number): number {
  return nowMs | 0;
}

function checkCount(option: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min && value <= CAPACITY_MAX) return;
  throw new RangeError(
    `Cannot create a mailbox as '${option}' must be an integer from ${min} to ${CAPACITY_MAX}: current value is ${value}`,
  );
}
