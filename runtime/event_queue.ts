import type { Dispatcher, Runnable } from "./dispatcher.ts";
import { Ring } from "./ring.ts";

/** The inbox of a supervisor: events in order of arrival, handled in turns of the dispatcher, one at a time. */
export class EventQueue<Event> implements Runnable {
  readonly #dispatcher: Dispatcher;
  readonly #handle: (event: Event) => void;
  readonly #events = new Ring<Event>();
  #isQueued = false;
  #handled = 0;

  constructor(dispatcher: Dispatcher, handle: (event: Event) => void) {
    this.#dispatcher = dispatcher;
    this.#handle = handle;
  }

  /** Events waiting. */
  get size(): number {
    return this.#events.size;
  }

  /** Events handled. */
  get handled(): number {
    return this.#handled;
  }

  post(event: Event): void {
    this.#events.push(event);
    if (!this.#isQueued) this.#schedule();
  }

  run(quantum: number): number {
    let done = 0;
    for (; done < quantum && this.#events.size > 0; done += 1) {
      this.#handle(this.#events.shift() as Event);
    }
    this.#handled += done;
    this.#isQueued = false;
    if (this.#events.size > 0) this.#schedule();
    return done;
  }

  #schedule(): void {
    this.#isQueued = true;
    this.#dispatcher.schedule(this);
  }
}
