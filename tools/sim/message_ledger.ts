/** Every message that was sent to an actor and has neither been handled nor ended as a dead letter. */
export class MessageLedger {
  readonly #sent = new Map<string, Set<unknown>>();

  told(path: string, message: unknown): void {
    const sent = this.#sent.get(path);
    if (sent === undefined) this.#sent.set(path, new Set([message]));
    else sent.add(message);
  }

  /** Takes a message off. One that the actor sent to itself by its own lane was never on. */
  ended(path: string, message: unknown): void {
    this.#sent.get(path)?.delete(message);
  }

  /** How many messages are neither handled nor dead: they wait in the mailbox, or a newer one replaced them. */
  unaccounted(path: string): number {
    return this.#sent.get(path)?.size ?? 0;
  }

  /** Returns those messages. */
  outstanding(path: string): Set<unknown> {
    return new Set(this.#sent.get(path));
  }
}
