import type { Child, StopMode } from "./child.ts";

/** Whom a sequence works for. */
export interface SequenceOwner {
  /** Returns how `child` is to be stopped at this moment. */
  stopModeOf(child: Child): StopMode;
  /** Called once every child of the sequence has started. */
  allStarted(): void;
  /** Called once every child of the sequence is down or has ended. */
  allStopped(): void;
}

/**
 * Starts children first to last, or stops them last to first, each one once the one before is done.
 *
 * A new sequence replaces the one under way.
 */
export class ChildSequence {
  readonly #owner: SequenceOwner;
  #toStart: Iterator<Child> | null = null;
  #toStop: Child[] = [];
  #startAwaited: Child | null = null;
  #stopAwaited: Child | null = null;

  constructor(owner: SequenceOwner) {
    this.#owner = owner;
  }

  /** Whether children are still to be started. */
  get isStarting(): boolean {
    return this.#toStart !== null;
  }

  /** Starts those of `children` that are down, also those that are added while it goes on. */
  start(children: Iterable<Child>): void {
    this.#toStop = [];
    this.#stopAwaited = null;
    this.#toStart = children[Symbol.iterator]();
    this.#startNext();
  }

  /** Stops `children`, given in start order. */
  stop(children: readonly Child[]): void {
    this.#toStart = null;
    this.#startAwaited = null;
    this.#toStop = [...children];
    this.#stopNext();
  }

  /** Goes on after `child` has started, or will not start any more. */
  startSettled(child: Child): void {
    if (child === this.#startAwaited) this.#startNext();
  }

  /** Goes on after `child` was stopped. */
  stopSettled(child: Child): void {
    if (child === this.#stopAwaited) this.#stopNext();
  }

  #startNext(): void {
    this.#startAwaited = null;
    if (this.#toStart === null) return;
    for (
      let next = this.#toStart.next();
      next.done !== true;
      next = this.#toStart.next()
    ) {
      if (next.value.phase !== "down") continue;
      this.#startAwaited = next.value;
      return next.value.start();
    }
    this.#toStart = null;
    this.#owner.allStarted();
  }

  #stopNext(): void {
    this.#stopAwaited = null;
    for (
      let child = this.#toStop.pop();
      child !== undefined;
      child = this.#toStop.pop()
    ) {
      const mode = this.#owner.stopModeOf(child);
      if (
        child.phase === "ended" ||
        (child.phase === "down" && mode.kind !== "final")
      ) continue;
      this.#stopAwaited = child;
      return child.stop(mode);
    }
    this.#owner.allStopped();
  }
}
