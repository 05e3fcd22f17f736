/**
 * The floor of the kernel bench: a handler behind a growing ring that one microtask drains.
 *
 * It has no bound, no supervision, no fairness and no yield to the event loop.
 */
export class RingActor<Message> {
  readonly #receive: (message: Message) => void;
  readonly #drain = (): void => {
    this.#isScheduled = false;
    while (this.#size > 0) {
      const message = this.#slots[this.#head];
      this.#slots[this.#head] = undefined;
      this.#head = (this.#head + 1) & (this.#slots.length - 1);
      this.#size -= 1;
      this.#receive(message as Message);
    }
  };
  #slots: (Message | undefined)[] = new Array(16).fill(undefined);
  #head = 0;
  #size = 0;
  #isScheduled = false;

  constructor(receive: (message: Message) => void) {
    this.#receive = receive;
  }

  tell(message: Message): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = message;
    this.#size += 1;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(this.#drain);
  }

  #grow(): void {
    const { length } = this.#slots;
    const slots = new Array<Message | undefined>(length * 2).fill(undefined);
    for (let index = 0; index < length; index += 1) {
      slots[index] = this.#slots[(this.#head + index) & (length - 1)];
    }
    this.#slots = slots;
    this.#head = 0;
  }
}
