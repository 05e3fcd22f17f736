/** What a pending handler acts upon. */
export interface HandlerOwner<in Message> {
  /** Goes on after a handler that has done its work. */
  handlerEnded(): void;
  /** Takes the failure of the handler of `message`. */
  handlerFailed(message: Message, thrown: unknown): void;
  /** Tells of a failure that does not count any more. */
  reportLate(thrown: unknown): void;
}

/** A handler that returned a promise. Until that is settled nothing else is handled, unless it is abandoned. */
export class PendingHandler<Message> {
  readonly message: Message;
  #owner: HandlerOwner<Message> | null;

  constructor(message: Message, owner: HandlerOwner<Message>) {
    this.message = message;
    this.#owner = owner;
  }

  /** Acts upon the owner once `result` is settled, then calls `endWork`. */
  follow(
    result: PromiseLike<unknown>,
    endWork: (() => void) | undefined,
  ): void {
    const owner = this.#owner;
    result.then(
      () => {
        if (this.#owner === null) return;
        this.#owner.handlerEnded();
        endWork?.();
      },
      (thrown) => {
        if (this.#owner === null) return owner?.reportLate(thrown);
        this.#owner.handlerFailed(this.message, thrown);
        endWork?.();
      },
    );
  }

  /** Makes the outcome count for nothing. */
  abandon(): void {
    this.#owner = null;
  }
}
