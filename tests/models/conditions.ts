/** Waits for what is checked whenever something has happened: no sleeping. */
export class Conditions {
  readonly #waiting = new Set<() => void>();

  /** Resolves once `holds` does. */
  until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (!holds()) return;
      this.#waiting.delete(check);
      resolve();
    };
    this.#waiting.add(check);
    check();
    return promise;
  }

  /** Something has happened. */
  check(): void {
    for (const check of this.#waiting) check();
  }
}
