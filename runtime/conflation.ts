import { Ring } from "./ring.ts";

/** Finds the queued message of a key, so that a newer one can take its place. Kept in step with one backlog. */
export class Conflation<in Message> {
  readonly #keyOf: (message: Message) => string | null;
  /** Position of each queued key. */
  readonly #positions = new Map<string, number>();
  /** Key of each queued message, oldest first. */
  readonly #keys = new Ring<string | null>();
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
    const key = this.#keyOf(message);
    const position = key === null ? undefined : this.#positions.get(key);
    if (position !== undefined) this.#count += 1;
    return position;
  }

  /** Notes that `message` is queued at `position`. */
  queued(message: Message, position: number): void {
    const key = this.#keyOf(message);
    this.#keys.push(key);
    if (key !== null) this.#positions.set(key, position);
  }

  /** Notes that the oldest message has left. */
  shifted(): void {
    const key = this.#keys.shift();
    if (key !== undefined && key !== null) this.#positions.delete(key);
  }
}
