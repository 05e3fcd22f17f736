/**
 * Ids that were seen. It only grows, and a copy of it costs nothing, however many there are: what both have is kept
 * once.
 */
export class IdSet<Id extends string> {
  /** What copies share: nothing is added to these any more. */
  #before: readonly ReadonlySet<Id>[] = [];
  #own = new Set<Id>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: Id): boolean {
    return this.#own.has(id) || this.#before.some((ids) => ids.has(id));
  }

  /** Adds `id`; one that is there is there once. */
  add(id: Id): void {
    if (this.has(id)) return;
    this.#own.add(id);
    this.#size += 1;
  }

  /** Returns a set of the same ids. From here on what is added to one is not in the other. */
  copy(): IdSet<Id> {
    if (this.#own.size > 0) {
      this.#before = [...this.#before, this.#own];
      this.#own = new Set();
    }
    const copy = new IdSet<Id>();
    copy.#before = this.#before;
    copy.#size = this.#size;
    return copy;
  }
}
