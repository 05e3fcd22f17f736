import type { DeadLetter } from "./actor.ts";
import { Asks } from "./ask.ts";
import type { Clock } from "./clock.ts";
import type { DeadLetters } from "./dead_letters.ts";
import type { Dispatcher, DispatcherHost } from "./dispatcher.ts";
import type { Random } from "./random.ts";
import type { Supervisor } from "./supervisor.ts";
import { type Tracer, UNTRACED } from "./tracer.ts";

/** One failure of one incarnation. */
export interface ActorFailure {
  readonly path: string;
  /** Number of the incarnation that failed; 0 for a supervisor that gave up. */
  readonly incarnation: number;
  readonly error: Error;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** Number of the message that was being handled, where a `Tracer` follows messages. */
  readonly traceId?: number;
}

/** An actor that has no place in the tree yet. */
export interface Reserved {
  close(error: Error | null): void;
}

/** What the actors of one system share. */
export interface KernelOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly dispatcher: Dispatcher;
  readonly deadLetters: DeadLetters;
  readonly onFailure: (failure: ActorFailure) => void;
  readonly tracer?: Tracer | null;
  /** Whether handlers are timed. @default {false} */
  readonly isTiming?: boolean;
}

const SETTLED = Promise.resolve();

/** The parts that all actors of a system share, and the count of its unfinished work. */
export class Kernel implements DispatcherHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly dispatcher: Dispatcher;
  readonly deadLetters: DeadLetters;
  readonly asks: Asks;
  /** Actors without a place in the tree, by path. */
  readonly reserved = new Map<string, Reserved>();
  /** Supervisors that have not ended for good, by path. */
  readonly supervisors = new Map<string, Supervisor>();
  readonly tracer: Tracer | null;
  readonly isTiming: boolean;
  readonly #onFailure: (failure: ActorFailure) => void;
  #workPending = 0;
  #drivers = 0;
  #waiters: (() => void)[] = [];

  constructor(
    {
      clock,
      random,
      dispatcher,
      deadLetters,
      onFailure,
      tracer = null,
      isTiming = false,
    }: KernelOptions,
  ) {
    this.clock = clock;
    this.random = random;
    this.dispatcher = dispatcher;
    this.deadLetters = deadLetters;
    this.asks = new Asks(clock, deadLetters);
    this.#onFailure = onFailure;
    this.tracer = tracer;
    this.isTiming = isTiming;
    dispatcher.attach(this);
  }

  /** Asynchronous starts, handlers and piped work under way. */
  get workPending(): number {
    return this.#workPending;
  }

  /** Counts asynchronous work that `settled` waits for. */
  workBegan(): void {
    this.#workPending += 1;
  }

  /** Ends one piece of work. Called last, after what its outcome scheduled. */
  workEnded(): void {
    this.#workPending -= 1;
    if (this.#drivers > 0 || this.#waiters.length > 0) this.#pump();
  }

  /** Number of the message that is being handled, which causes what is sent now. */
  get cause(): number {
    return this.tracer === null ? UNTRACED : this.tracer.current;
  }

  /** Records a message that nobody handled; `incarnation` 0 for none. */
  deadLetter(
    { incarnation, ...letter }:
      & Omit<DeadLetter, "atMs" | "traceId" | "incarnation">
      & { readonly incarnation: number },
  ): void {
    protect(() =>
      this.deadLetters.record({
        ...letter,
        ...(incarnation > 0 ? { incarnation } : {}),
        atMs: this.clock.nowMs(),
        ...this.#traceId(),
      })
    );
  }

  /** Counts off work that nobody waits for any more. What waits for idleness goes on in a microtask, not inside this. */
  workAbandoned(count: number): void {
    this.#workPending -= count;
    if (this.#drivers > 0 || this.#waiters.length > 0) {
      queueMicrotask(() => this.#pump());
    }
  }

  /** Reports a failure to the system's owner. */
  reportFailure(path: string, incarnation: number, error: Error): void {
    protect(() =>
      this.#onFailure({
        path,
        incarnation,
        error,
        atMs: this.clock.nowMs(),
        ...this.#traceId(),
      })
    );
  }

  /** Returns whether nothing is runnable and no work is pending. */
  isIdle(): boolean {
    return this.#workPending === 0 && this.dispatcher.isIdle();
  }

  /** Drains a dispatcher that can be drained, then resolves once idle; at once, and without a turn, when it is. */
  settled(): Promise<void> {
    this.dispatcher.runUntilIdle?.();
    if (this.isIdle()) return SETTLED;
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Keeps a drainable dispatcher going while `outcome` is open, so that awaiting it is enough. */
  async drive<Value>(outcome: Promise<Value>): Promise<Value> {
    this.#drivers += 1;
    try {
      this.#pump();
      return await outcome;
    } finally {
      this.#drivers -= 1;
    }
  }

  idle(): void {
    if (this.#waiters.length === 0 || !this.isIdle()) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  #traceId(): { readonly traceId?: number } {
    const traceId = this.tracer?.current ?? 0;
    return traceId === 0 ? {} : { traceId };
  }

  #pump(): void {
    this.dispatcher.runUntilIdle?.();
    this.idle();
  }
}

/** An observer that throws must not break the kernel midway: its error ends the process instead. */
function protect(observe: () => void): void {
  try {
    observe();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
