import type { Overflow } from "./actor.ts";

const NONE = Symbol("none");
const ONE_GROUP = "";

/** What messages replace each other. */
export type ConflationRule<Message> = Extract<
  Overflow<Message>,
  { readonly kind: "conflate" }
>;

/**
 * Finds the queued message of a key, so that a newer one can take its place. Kept in step with one backlog.
 *
 * A message that waits alone has no key made for it: an actor that keeps up never needs one.
 */
export class Conflation<in out Message> {
  readonly #rule: ConflationRule<Message>;
  /** Position of each queued key, by group. */
  readonly #positions = new Map<string, Map<string, number>>();
  /** Queued messages, without the only one. */
  #size = 0;
  /** The message that waits alone, while nothing had to be compared with it. */
  #only: Message | typeof NONE = NONE;
  #onlyPosition = 0;
  #count = 0;

  constructor(rule: ConflationRule<Message>) {
    this.#rule = rule;
  }

  /** Messages replaced so far. */
  get count(): number {
    return this.#count;
  }

  /** Returns the position of the queued message that `message` replaces now; `undefined` if there is none. */
  replaced(message: Message): number | undefined {
    if (this.#only !== NONE) this.#keyOnly(this.#only);
    else if (this.#size === 0) return undefined;
    const key = this.#rule.key(message);
    const position = key === null ? undefined : this.#groupOf(message).get(key);
    if (position !== undefined) this.#count += 1;
    return position;
  }

  /** Notes that `message` is queued at `position`. */
  queued(message: Message, position: number): void {
    if (this.#only !== NONE) this.#keyOnly(this.#only);
    else if (this.#size === 0) {
      this.#only = message;
      this.#onlyPosition = position;
      return;
    }
    this.#add(message, position);
  }

  /** Notes that `message`, the oldest one, has left. */
  shifted(message: Message): void {
    if (this.#only !== NONE) {
      this.#only = NONE;
      return;
    }
    this.#size -= 1;
    const key = this.#rule.key(message);
    if (key !== null) this.#groupOf(message).delete(key);
  }

  #keyOnly(only: Message): void {
    this.#only = NONE;
    this.#add(only, this.#onlyPosition);
  }

  #add(message: Message, position: number): void {
    this.#size += 1;
    const key = this.#rule.key(message);
    if (key !== null) this.#groupOf(message).set(key, position);
  }

  #groupOf(message: Message): Map<string, number> {
    const name = this.#rule.group?.(message) ?? ONE_GROUP;
    const known = this.#positions.get(name);
    if (known !== undefined) return known;
    const positions = new Map<string, number>();
    this.#positions.set(name, positions);
    return positions;
  }
}
