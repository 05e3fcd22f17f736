import type { Target } from "./stage.ts";

/**
 * The floor under a whole pipeline: one growing ring of handlers and messages for all actors, drained in one microtask.
 *
 * It has no mailboxes at all, so no bound, no fairness and no supervision.
 */
export class GlobalRing {
  readonly #drain = (): void => {
    this.#isScheduled = false;
    while (this.#size > 0) {
      const head = this.#head;
      const receive = this.#receivers[head];
      const message = this.#messages[head];
      this.#receivers[head] = undefined;
      this.#messages[head] = undefined;
      this.#head = (head + 1) & (this.#messages.length - 1);
      this.#size -= 1;
      receive?.(message as never);
    }
  };
  #receivers: (((message: never) => void) | undefined)[] = new Array(1_024)
    .fill(undefined);
  #messages: unknown[] = new Array(1_024).fill(undefined);
  #head = 0;
  #size = 0;
  #isScheduled = false;

  /** Returns the address of a handler. */
  actor<Sent>(receive: (message: Sent) => void): Target<Sent> {
    return { tell: (message) => this.#push(receive, message) };
  }

  #push<Sent>(receive: (message: Sent) => void, message: Sent): void {
    if (this.#size === this.#messages.length) this.#grow();
    const tail = (this.#head + this.#size) & (this.#messages.length - 1);
    this.#receivers[tail] = receive;
    this.#messages[tail] = message;
    this.#size += 1;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(this.#drain);
  }

  #grow(): void {
    const { length } = this.#messages;
    const receivers: (((message: never) => void) | undefined)[] = new Array(
      length * 2,
    )
      .fill(undefined);
    const messages: unknown[] = new Array(length * 2).fill(undefined);
    for (let index = 0; index < length; index += 1) {
      const from = (this.#head + index) & (length - 1);
      receivers[index] = this.#receivers[from];
      messages[index] = this.#messages[from];
    }
    this.#receivers = receivers;
    this.#messages = messages;
    this.#head = 0;
  }
}
