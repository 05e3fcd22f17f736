/**
 * A map of the newest entries: with one more than it keeps, the oldest goes. One that is set again under its key keeps
 * its place, unless it was deleted in between.
 *
 * To look for the oldest from the start each time would pass every entry that was deleted before it; this looks on from
 * where the last one was.
 */
export class NewestMap<Key, Value> extends Map<Key, Value> {
  readonly #kept: number;
  /** Everything before it is deleted, so that it is never at its end while an entry is there. */
  readonly #oldest: MapIterator<Key>;

  /** @param kept How many entries there are at most, 1 or more. */
  constructor(kept: number) {
    super();
    this.#kept = kept;
    this.#oldest = this.keys();
  }

  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > this.#kept) {
      const { value: oldest, done } = this.#oldest.next();
      if (!done) this.delete(oldest);
    }
    return this;
  }
}
