/**
 * Ids that were seen. It only grows, and a copy of it costs nothing, however many there are: what both have is kept
 * once.
 */
export class IdSet<Id extends string> {
  /** What copies share: nothing is added to these any more. */
  #before: readonly ReadonlySet<Id>[] = [];
  #own = new Set<Id>();
  #sizeBefore = 0;

  get size(): number {
    return this.#sizeBefore + this.#own.size;
  }

  has(id: Id): boolean {
    return this.#own.has(id) || this.#wasBefore(id);
  }

  /** Adds `id`; one that is there is there once. Returns whether it is new. */
  add(id: Id): boolean {
    if (this.#wasBefore(id)) return false;
    const { size } = this.#own;
    // To ask first and then add would look for it twice, which with a million ids is most of what it takes.
    this.#own.add(id);
    return this.#own.size > size;
  }

  /** Returns a set of the same ids. From here on what is added to one is not in the other. */
  copy(): IdSet<Id> {
    if (this.#own.size > 0) {
      this.#before = [...this.#before, this.#own];
      this.#sizeBefore += this.#own.size;
      this.#own = new Set();
    }
    const copy = new IdSet<Id>();
    copy.#before = this.#before;
    copy.#sizeBefore = this.#sizeBefore;
    return copy;
  }

  #wasBefore(id: Id): boolean {
    for (const ids of this.#before) {
      if (ids.has(id)) return true;
    }
    return false;
  }
}
