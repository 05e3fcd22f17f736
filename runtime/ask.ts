import type { ActorRef, AskOptions } from "./actor.ts";
import { toError } from "./assert.ts";
import type { CancelTimer, Clock } from "./clock.ts";
import type { DeadLetters } from "./dead_letters.ts";
import {
  ActorStoppedError,
  AskTimeoutError,
  MailboxFullError,
} from "./errors.ts";

/** Who can be asked. */
export interface AskTarget<in Message> {
  readonly path: string;
  readonly isClosed: boolean;
  readonly mailbox: { readonly capacity: number };
  /** Enqueues `message`; returns whether it was taken. */
  enqueue(message: Message): boolean;
}

/** An ask without its reply's type, as the lists see it. */
interface OpenAsk {
  readonly targetPath: string;
  readonly dueMs: number;
  list: DeadlineList | null;
  previous: OpenAsk | null;
  next: OpenAsk | null;
  fail(error: Error): void;
}

/** The one-shot ref that a reply goes to. It is linked into the list of its deadline, so that ending costs no search. */
export class PendingAsk<Reply> implements ActorRef<Reply>, OpenAsk {
  readonly dueMs: number;
  /** Settles exactly once. */
  readonly reply: Promise<Reply>;
  list: DeadlineList | null = null;
  previous: OpenAsk | null = null;
  next: OpenAsk | null = null;
  readonly #asks: Asks;
  readonly #targetPath: string;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: Error) => void;

  constructor(asks: Asks, targetPath: string, dueMs: number) {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.reply = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#asks = asks;
    this.#targetPath = targetPath;
    this.dueMs = dueMs;
  }

  get path(): string {
    return `${this.#targetPath}/reply`;
  }

  /** Path of the asked actor. */
  get targetPath(): string {
    return this.#targetPath;
  }

  /** Gives the reply; a second one, or one after the deadline, is a dead letter, reason `late_reply`. */
  tell(reply: Reply): void {
    if (this.list === null) return this.#asks.late(this.path, reply);
    this.list.remove(this);
    this.#resolve(reply);
  }

  offer(reply: Reply): Promise<void> {
    this.tell(reply);
    return Promise.resolve();
  }

  ask<Next>(): Promise<Next> {
    return Promise.reject(
      new TypeError(
        `Cannot ask "${this.path}" as it must be an actor: current value is a reply`,
      ),
    );
  }

  /** Ends the ask without a reply. */
  fail(error: Error): void {
    if (this.list === null) return;
    this.list.remove(this);
    this.#reject(error);
  }
}

/** The open asks of one deadline length, in order of due time because all wait equally long. */
export class DeadlineList {
  readonly deadlineMs: number;
  first: OpenAsk | null = null;
  last: OpenAsk | null = null;
  cancelTimer: CancelTimer | null = null;

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs;
  }

  append(ask: OpenAsk): void {
    ask.list = this;
    ask.previous = this.last;
    if (this.last === null) this.first = ask;
    else this.last.next = ask;
    this.last = ask;
  }

  remove(ask: OpenAsk): void {
    if (ask.previous === null) this.first = ask.next;
    else ask.previous.next = ask.next;
    if (ask.next === null) this.last = ask.previous;
    else ask.next.previous = ask.previous;
    ask.list = null;
    ask.previous = null;
    ask.next = null;
  }
}

/**
 * The open asks of a system.
 *
 * - One timer per length of deadline, not per ask; it stays set after the last reply, until it fires once or `close()`.
 * - Deadlines are exact on a `SimulatedClock`.
 */
export class Asks {
  readonly #clock: Clock;
  readonly #deadLetters: DeadLetters;
  readonly #lists = new Map<number, DeadlineList>();

  constructor(clock: Clock, deadLetters: DeadLetters) {
    this.#clock = clock;
    this.#deadLetters = deadLetters;
  }

  /** Sends `target` what `request` builds around a one-shot reply ref; see `ActorRef.ask`. */
  ask<Message, Reply>(
    target: AskTarget<Message>,
    request: (replyTo: ActorRef<Reply>) => Message,
    { deadlineMs }: AskOptions,
  ): Promise<Reply> {
    const { path } = target;
    if (!(deadlineMs > 0 && Number.isFinite(deadlineMs))) {
      return Promise.reject(
        new RangeError(
          `Cannot ask "${path}" as 'deadlineMs' must be more than 0: current value is ${deadlineMs}`,
        ),
      );
    }
    if (target.isClosed) return Promise.reject(new ActorStoppedError(path));
    const pending = this.open<Reply>(path, deadlineMs);
    try {
      if (!target.enqueue(request(pending))) {
        pending.fail(new MailboxFullError(path, target.mailbox.capacity));
      }
    } catch (thrown) {
      pending.fail(toError(thrown));
    }
    return pending.reply;
  }

  /** Opens an ask of the actor at `targetPath`. */
  open<Reply>(targetPath: string, deadlineMs: number): PendingAsk<Reply> {
    const ask = new PendingAsk<Reply>(
      this,
      targetPath,
      this.#clock.monotonicMs() + deadlineMs,
    );
    let list = this.#lists.get(deadlineMs);
    if (list === undefined) {
      list = new DeadlineList(deadlineMs);
      this.#lists.set(deadlineMs, list);
    }
    list.append(ask);
    if (list.cancelTimer === null) this.#arm(list, deadlineMs);
    return ask;
  }

  /** Records a reply that nobody waits for any more. */
  late(path: string, reply: unknown): void {
    this.#deadLetters.record({
      path,
      message: reply,
      reason: "late_reply",
      atMs: this.#clock.nowMs(),
    });
  }

  /** Fails every open ask and clears all timers. */
  close(): void {
    for (const list of this.#lists.values()) {
      list.cancelTimer?.();
      list.cancelTimer = null;
      while (list.first !== null) {
        list.first.fail(new ActorStoppedError(list.first.targetPath));
      }
    }
    this.#lists.clear();
  }

  #arm(list: DeadlineList, delayMs: number): void {
    list.cancelTimer = this.#clock.setTimer(
      () => this.#expire(list),
      Math.max(0, delayMs),
    );
  }

  #expire(list: DeadlineList): void {
    const nowMs = this.#clock.monotonicMs();
    while (list.first !== null && list.first.dueMs <= nowMs) {
      list.first.fail(
        new AskTimeoutError(list.first.targetPath, list.deadlineMs),
      );
    }
    list.cancelTimer = null;
    if (list.first === null) this.#lists.delete(list.deadlineMs);
    else this.#arm(list, list.first.dueMs - nowMs);
  }
}
