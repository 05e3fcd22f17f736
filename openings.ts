/** What was opened so far, closed once in reverse order by a stop or a failed start. */
export class Openings {
  readonly #closers: (() => void | Promise<void>)[] = [];
  #closing: Promise<void> | null = null;

  /** Adds what closes something that was just opened. */
  add(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  /** Whoever calls it again waits for the same end: a stop also ends the actors, which stops the arena. */
  close(): Promise<void> {
    return this.#closing ??= this.#closeAll();
  }

  async #closeAll(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }
}
