import type { ActorRef, AskOptions } from "./actor.ts";
import { assert } from "./assert.ts";
import type { Clock } from "./clock.ts";
import { AskTimeoutError } from "./errors.ts";

/** Options of `TestProbe`. */
export interface TestProbeOptions {
  /** Path of the probe. @default {"probe"} */
  readonly path?: string;
  /** Times the deadline of an `ask`; without it an ask waits until it is answered. */
  readonly clock?: Clock;
}

/**
 * A ref that records what it is told, for tests. Unbounded, synchronous, never stops.
 *
 * @example
 * ```ts
 * import { TestProbe } from "./mod.ts";
 *
 * const probe = new TestProbe<string>();
 * probe.tell("hello");
 * console.assert(probe.expectMessage() === "hello");
 * probe.expectNoMessage();
 * ```
 */
export class TestProbe<Message> implements ActorRef<Message> {
  readonly path: string;
  readonly #clock: Clock | undefined;
  readonly #messages: Message[] = [];
  #read = 0;

  constructor({ path = "probe", clock }: TestProbeOptions = {}) {
    this.path = path;
    this.#clock = clock;
  }

  /** Everything it was told, in order, read or not. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  tell(message: Message): void {
    this.#messages.push(message);
  }

  offer(message: Message): Promise<void> {
    this.#messages.push(message);
    return Promise.resolve();
  }

  ask<Reply>(
    request: (replyTo: ActorRef<Reply>) => Message,
    { deadlineMs }: AskOptions,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock?.setTimer(
        () => reject(new AskTimeoutError(this.path, deadlineMs)),
        deadlineMs,
      );
      const replyTo = new ReplyProbe<Reply>(`${this.path}/reply`, (reply) => {
        cancel?.();
        resolve(reply);
      });
      this.#messages.push(request(replyTo));
    });
  }

  /**
   * Returns the oldest message that was not read yet, and reads it.
   *
   * @throws {Error} If there is none.
   */
  expectMessage(): Message {
    assert(
      this.#read < this.#messages.length,
      `Cannot read a message of "${this.path}" as one must be unread: current value is ${this.#messages.length} in all`,
    );
    const message = this.#messages[this.#read] as Message;
    this.#read += 1;
    return message;
  }

  /** @throws {Error} If a message was not read yet. */
  expectNoMessage(): void {
    const unread = this.#messages.length - this.#read;
    assert(
      unread === 0,
      `Cannot go on as "${this.path}" must have no unread message: current value is ${unread}`,
    );
  }
}

class ReplyProbe<Reply> implements ActorRef<Reply> {
  readonly path: string;
  readonly #onReply: (reply: Reply) => void;

  constructor(path: string, onReply: (reply: Reply) => void) {
    this.path = path;
    this.#onReply = onReply;
  }

  tell(reply: Reply): void {
    this.#onReply(reply);
  }

  offer(reply: Reply): Promise<void> {
    this.#onReply(reply);
    return Promise.resolve();
  }

  ask<Next>(): Promise<Next> {
    return Promise.reject(
      new TypeError(
        `Cannot ask "${this.path}" as it must be an actor: current value is a reply`,
      ),
    );
  }
}
