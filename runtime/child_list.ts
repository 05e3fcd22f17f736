import type { Child } from "./child.ts";

/** How a request for a child is answered. */
export interface Answer {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The children of one supervisor in start order, and who waits for one to come or go. */
export class ChildList implements Iterable<Child> {
  readonly #children = new Map<string, Child>();
  readonly #adding = new Map<Child, Answer>();
  readonly #removing = new Map<Child, Answer>();

  get(path: string): Child | undefined {
    return this.#children.get(path);
  }

  /** @throws {Error} If the path is taken. */
  append(child: Child): void {
    const { path } = child;
    if (this.#children.has(path)) {
      throw new Error(
        `Cannot add "${path}" as its path must be free: current value is taken`,
      );
    }
    this.#children.set(path, child);
  }

  /** Takes `child` out. */
  remove(child: Child): void {
    this.#removing.get(child)?.resolve();
    this.#removing.delete(child);
    this.#children.delete(child.path);
  }

  /** Iterates in start order; it also sees children appended meanwhile. */
  [Symbol.iterator](): Iterator<Child> {
    return this.#children.values();
  }

  toArray(): Child[] {
    return [...this.#children.values()];
  }

  /** Iterates over `first` and those after it, in start order; it also sees children appended meanwhile. */
  *from(first: Child): Generator<Child> {
    let isReached = false;
    for (const child of this) {
      isReached ||= child === first;
      if (isReached) yield child;
    }
  }

  /** Returns the children from `one` or `other` on, whichever comes first. */
  fromEither(one: Child, other: Child): Child[] {
    const children = this.toArray();
    return children.slice(
      Math.min(children.indexOf(one), children.indexOf(other)),
    );
  }

  /** Notes who waits for the first start of `child`. */
  awaitStart(child: Child, answer: Answer): void {
    this.#adding.set(child, answer);
  }

  /** Notes who waits for the end of `child`, and turns away who waits for its start. */
  awaitEnd(child: Child, answer: Answer): void {
    this.#removing.set(child, answer);
    this.startSettled(
      child,
      new Error(
        `Cannot add "${child.path}" as it must stay: current value is removed`,
      ),
    );
  }

  isBeingRemoved(child: Child): boolean {
    return this.#removing.has(child);
  }

  /** Answers who waits for the start of `child`. Returns whether somebody did. */
  startSettled(child: Child, error?: Error): boolean {
    if (this.#adding.size === 0) return false;
    const answer = this.#adding.get(child);
    if (answer === undefined) return false;
    this.#adding.delete(child);
    if (error === undefined) answer.resolve();
    else answer.reject(error);
    return true;
  }

  /** Turns away all who wait for a start, because their supervisor stops. */
  rejectStarts(): void {
    for (const [{ path }, answer] of this.#adding) {
      answer.reject(
        new Error(
          `Cannot add "${path}" as its supervisor must be running: current value is "stopping"`,
        ),
      );
    }
    this.#adding.clear();
  }
}
