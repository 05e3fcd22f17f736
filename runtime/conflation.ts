import { Ring } from "./ring.ts";

const NONE = Symbol("none");

/**
 * Finds the queued message of a key, so that a newer one can take its place. Kept in step with one backlog.
 *
 * A message that waits alone has no key made for it: an actor that keeps up never needs one, and a key is often a
 * text that has to be put together.
 */
export class Conflation<in out Message> {
  readonly #keyOf: (message: Message) => string | null;
  /** Position of each queued key. */
  readonly #positions = new Map<string, number>();
  /** Key of each queued message, oldest first; without the only one. */
  readonly #keys = new Ring<string | null>();
  /** The message that waits alone, while nothing had to be compared with it. */
  #only: Message | typeof NONE = NONE;
  #onlyPosition = 0;
  #count = 0;

  constructor(keyOf: (message: Message) => string | null) {
    this.#keyOf = keyOf;
  }

  /** Messages replaced so far. */
  get count(): number {
    return this.#count;
  }

  /** Returns the position of the queued message that `message` replaces now; `undefined` if there is none. */
  replaced(message: Message): number | undefined {
    if (this.#only !== NONE) this.#keyOnly(this.#only);
    else if (this.#keys.size === 0) return undefined;
    const key = this.#keyOf(message);
    const position = key === null ? undefined : this.#positions.get(key);
    if (position !== undefined) this.#count += 1;
    return position;
  }

  /** Notes that `message` is queued at `position`. */
  queued(message: Message, position: number): void {
    if (this.#only !== NONE) this.#keyOnly(this.#only);
    else if (this.#keys.size === 0) {
      this.#only = message;
      this.#onlyPosition = position;
      return;
    }
    this.#add(message, position);
  }

  /** Notes that the oldest message has left. */
  shifted(): void {
    if (this.#only !== NONE) {
      this.#only = NONE;
      return;
    }
    const key = this.#keys.shift();
    if (key !== undefined && key !== null) this.#positions.delete(key);
  }

  #keyOnly(only: Message): void {
    this.#only = NONE;
    this.#add(only, this.#onlyPosition);
  }

  #add(message: Message, position: number): void {
    const key = this.#keyOf(message);
    this.#keys.push(key);
    if (key !== null) this.#positions.set(key, position);
  }
}
