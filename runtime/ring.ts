const LENGTH_MIN = 8;

/** What all rings have before their first element. Nobody writes to it: a full ring grows first. */
const NO_SLOTS: undefined[] = createSlots<undefined>(1);
NO_SLOTS.length = 0;

/**
 * A first-in first-out queue in a circular array.
 *
 * - `push`, `shift` and `unshift` take constant time (amortized over growth) at any depth.
 * - Allocates nothing before the first element.
 * - It has no bound of its own: its owner has.
 */
export class Ring<T> {
  #slots: (T | undefined)[] = NO_SLOTS;
  #head = 0;
  #size = 0;

  /** Elements held. */
  get size(): number {
    return this.#size;
  }

  /** Appends `element`. */
  push(element: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = element;
    this.#size += 1;
  }

  /** Puts `element` before all others. */
  unshift(element: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = element;
    this.#size += 1;
  }

  /** Removes and returns the first element, or `undefined` when there is none. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const element = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size -= 1;
    return element;
  }

  /** Removes and returns the last element, or `undefined` when there is none. */
  pop(): T | undefined {
    if (this.#size === 0) return undefined;
    this.#size -= 1;
    const index = (this.#head + this.#size) & (this.#slots.length - 1);
    const element = this.#slots[index];
    this.#slots[index] = undefined;
    return element;
  }

  /** Returns the first element without removing it, or `undefined` when there is none. */
  peek(): T | undefined {
    return this.#size === 0 ? undefined : this.#slots[this.#head];
  }

  /** Removes everything and gives the memory back. */
  clear(): void {
    this.#slots = NO_SLOTS;
    this.#head = 0;
    this.#size = 0;
  }

  /** Returns the elements in order. */
  toArray(): T[] {
    const elements: T[] = [];
    for (let i = 0; i < this.#size; i += 1) {
      elements.push(
        this.#slots[(this.#head + i) & (this.#slots.length - 1)] as T,
      );
    }
    return elements;
  }

  #grow(): void {
    const before = this.#slots;
    const after = createSlots<T>(Math.max(LENGTH_MIN, before.length * 2));
    for (let i = 0; i < before.length; i += 1) {
      after[i] = before[(this.#head + i) & (before.length - 1)];
    }
    this.#slots = after;
    this.#head = 0;
  }
}

function createSlots<T>(length: number): (T | undefined)[] {
  return new Array<T | undefined>(length).fill(undefined);
}
