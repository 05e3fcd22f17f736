import type { ActorRef, Signal } from "./actor.ts";

/** Who wants to know when an actor ends. */
export interface Watcher {
  terminated(target: DeathWatch, signal: Signal): void;
}

/** The watchers of one actor. Each gets exactly one `terminated`, also when it comes after the end. */
export class DeathWatch {
  readonly #ref: ActorRef<never>;
  readonly #watchers = new Set<Watcher>();
  #signal: Signal | null = null;

  constructor(ref: ActorRef<never>) {
    this.#ref = ref;
  }

  /** Adds `watcher`, which is told at once when the actor has ended already. */
  add(watcher: Watcher): void {
    if (this.#signal === null) this.#watchers.add(watcher);
    else watcher.terminated(this, this.#signal);
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** Tells all watchers, in the order in which they began to watch. */
  end(error: Error | null): void {
    this.#signal = {
      kind: "terminated",
      ref: this.#ref,
      ...(error === null ? {} : { error }),
    };
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher.terminated(this, this.#signal);
  }
}
