import type { Caused } from "./caused.ts";
import { Ring } from "./ring.ts";

const OFFERS_WAITING_MAX = 65_536;

interface Offer<Message> extends Caused<Message> {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The senders that wait for room in one mailbox, first come first served. */
export class Offers<Message> {
  readonly #waiting = new Ring<Offer<Message>>();

  /** Senders waiting. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Waits for room. Rejects with `RangeError` when 65,536 wait already: senders that do not await are a leak. */
  wait(message: Message, cause: number): Promise<void> {
    if (this.#waiting.size === OFFERS_WAITING_MAX) {
      return Promise.reject(
        new RangeError(
          `Cannot offer as at most ${OFFERS_WAITING_MAX} senders may wait: current value is ${OFFERS_WAITING_MAX}`,
        ),
      );
    }
    return new Promise((resolve, reject) =>
      this.#waiting.push({ message, cause, resolve, reject })
    );
  }

  /** Lets the first sender go on and returns its message. There must be one. */
  admit(): Caused<Message> {
    const offer = this.#waiting.shift() as Offer<Message>;
    offer.resolve();
    return offer;
  }

  /** Turns every sender away. */
  rejectAll(error: Error): void {
    while (this.#waiting.size > 0) this.#waiting.shift()?.reject(error);
  }
}
