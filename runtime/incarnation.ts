import type { ActorContext, ActorRef, AskOptions, Signal } from "./actor.ts";
import { toError } from "./assert.ts";
import type { CancelTimer, Clock } from "./clock.ts";
import type { DeathWatch } from "./death_watch.ts";
import type { Kernel } from "./kernel.ts";
import type { Random } from "./random.ts";

/** What an incarnation may do to its actor's queues. */
export interface IncarnationQueues<Message> extends ActorRef<Message> {
  readonly kernel: Kernel;
  /** What acts for it in the tree; it has a place there while an incarnation is alive. */
  readonly life: IncarnationHost | null;
  /** Queues a message on the actor's own lane, ahead of its mailbox; `cause` is for tracing. */
  deliverOwn(message: Message, cause: number): void;
  deliverSignal(signal: Signal): void;
  stash(message: Message): void;
  unstashAll(): void;
}

/** What an incarnation may do to its actor's life. */
export interface IncarnationHost {
  /** Fails the incarnation as if a handler had thrown. */
  fail(error: Error): boolean;
  stopSelf(): void;
  /** Continues a stop that waited for piped work. */
  workDone(): void;
}

/** A ref whose target can be watched. */
export interface Watchable {
  readonly deathWatch: DeathWatch;
}

/** What an incarnation holds on to, once it uses it. */
interface Holdings {
  abort: AbortController | null;
  random: Random | null;
  readonly timers: Set<CancelTimer>;
  readonly watching: Set<DeathWatch>;
}

/** One life of an actor: its context, and everything that must end with it. */
export class Incarnation<Message> implements ActorContext<Message> {
  /** Counts from 1. */
  readonly incarnation: number;
  readonly #queues: IncarnationQueues<Message>;
  #holdings: Holdings | null = null;
  #workPending = 0;
  #isEnded = false;

  constructor(queues: IncarnationQueues<Message>, incarnation: number) {
    this.#queues = queues;
    this.incarnation = incarnation;
  }

  get path(): string {
    return this.#queues.path;
  }

  get clock(): Clock {
    return this.#queues.kernel.clock;
  }

  /** A stream of its own, by path and incarnation: what others draw does not change it. */
  get random(): Random {
    const holdings = this.#hold();
    holdings.random ??= this.#queues.kernel.random.fork(
      `${this.path}#${this.incarnation}`,
    );
    return holdings.random;
  }

  get self(): ActorRef<Message> {
    return this.#isEnded ? this.bind<Message>(this.#queues) : this.#queues;
  }

  /** Created when first asked for: most actors never do. */
  get abortSignal(): AbortSignal {
    const holdings = this.#hold();
    if (holdings.abort === null) {
      holdings.abort = new AbortController();
      if (this.#isEnded) holdings.abort.abort();
    }
    return holdings.abort.signal;
  }

  /** Whether it has ended, whichever way. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Asynchronous work of this incarnation under way. */
  get workPending(): number {
    return this.#workPending;
  }

  pipeToSelf<Value>(
    work: Promise<Value>,
    onValue: (value: Value) => Message,
    onError: (error: Error) => Message,
  ): void {
    this.workBegan();
    const { cause } = this.#queues.kernel;
    work.then(
      (value) => this.#workOutcome(() => onValue(value), value, cause),
      (thrown) => {
        const error = toError(thrown);
        this.#workOutcome(() => onError(error), error, cause);
      },
    );
  }

  schedule(message: Message, delayMs: number): () => void {
    if (this.#isEnded) {
      this.#abandon(this.path, message);
      return () => {};
    }
    const { cause } = this.#queues.kernel;
    const { timers } = this.#hold();
    const cancelTimer = this.clock.setTimer(() => {
      timers.delete(cancel);
      this.#queues.deliverOwn(message, cause);
    }, delayMs);
    const cancel = (): void => {
      timers.delete(cancel);
      cancelTimer();
    };
    timers.add(cancel);
    return cancel;
  }

  bind<Other>(ref: ActorRef<Other>): ActorRef<Other> {
    return new BoundRef(
      ref,
      this,
      (message) => this.#abandon(ref.path, message),
    );
  }

  watch(ref: ActorRef<never>): void {
    const target = watchOf(ref);
    if (this.#isEnded || target === null) return;
    this.#hold().watching.add(target);
    target.add(this);
  }

  unwatch(ref: ActorRef<never>): void {
    const target = watchOf(ref);
    if (target === null) return;
    this.#holdings?.watching.delete(target);
    target.remove(this);
  }

  /** Tells the actor that a watched one has ended. */
  terminated(target: DeathWatch, signal: Signal): void {
    this.#holdings?.watching.delete(target);
    this.#queues.deliverSignal(signal);
  }

  stash(message: Message): void {
    if (this.#isEnded) return this.#abandon(this.path, message);
    this.#queues.stash(message);
  }

  unstashAll(): void {
    if (!this.#isEnded) this.#queues.unstashAll();
  }

  stop(): void {
    if (!this.#isEnded) this.#queues.life?.stopSelf();
  }

  /** Counts work that keeps the system from being settled. */
  workBegan(): void {
    if (this.#isEnded) return;
    this.#workPending += 1;
    this.#queues.kernel.workBegan();
  }

  /** Ends one piece of work; what an ended incarnation left behind was counted off at its end. */
  workEnded(): void {
    if (this.#isEnded) return;
    this.#workPending -= 1;
    this.#queues.life?.workDone();
    this.#queues.kernel.workEnded();
  }

  /** Cancels scheduled messages: the first step of a stop. */
  cancelTimers(): void {
    for (const cancel of this.#holdings?.timers ?? []) cancel();
  }

  /** Makes everything here inert. */
  end(): void {
    this.#isEnded = true;
    this.cancelTimers();
    for (const target of this.#holdings?.watching ?? []) target.remove(this);
    this.#holdings?.watching.clear();
    this.#holdings?.abort?.abort();
    const workLeft = this.#workPending;
    this.#workPending = 0;
    if (workLeft > 0) this.#queues.kernel.workAbandoned(workLeft);
  }

  #hold(): Holdings {
    this.#holdings ??= {
      abort: null,
      random: null,
      timers: new Set(),
      watching: new Set(),
    };
    return this.#holdings;
  }

  #workOutcome(
    createMessage: () => Message,
    value: unknown,
    cause: number,
  ): void {
    try {
      const message = createMessage();
      if (this.#isEnded) return this.#abandon(this.path, message);
      this.#queues.deliverOwn(message, cause);
    } catch (thrown) {
      if (this.#isEnded) return this.#abandon(this.path, value);
      this.#queues.life?.fail(toError(thrown));
    }
    this.workEnded();
  }

  #abandon(path: string, message: unknown): void {
    this.#queues.kernel.deadLetter({
      path,
      message,
      reason: "abandoned",
      incarnation: this.incarnation,
    });
  }
}

/** A ref as one incarnation may use it. */
class BoundRef<Message> implements ActorRef<Message> {
  readonly #ref: ActorRef<Message>;
  readonly #owner: { readonly isEnded: boolean };
  readonly #abandon: (message: Message) => void;

  constructor(
    ref: ActorRef<Message>,
    owner: { readonly isEnded: boolean },
    abandon: (message: Message) => void,
  ) {
    this.#ref = ref;
    this.#owner = owner;
    this.#abandon = abandon;
  }

  get path(): string {
    return this.#ref.path;
  }

  /** The ref that it stands for. */
  get target(): ActorRef<never> {
    return this.#ref;
  }

  tell(message: Message): void {
    if (this.#owner.isEnded) this.#abandon(message);
    else this.#ref.tell(message);
  }

  offer(message: Message): Promise<void> {
    if (!this.#owner.isEnded) return this.#ref.offer(message);
    this.#abandon(message);
    return Promise.reject(this.#ended());
  }

  ask<Reply>(
    request: (replyTo: ActorRef<Reply>) => Message,
    options: AskOptions,
  ): Promise<Reply> {
    return this.#owner.isEnded
      ? Promise.reject(this.#ended())
      : this.#ref.ask(request, options);
  }

  #ended(): Error {
    return new Error(
      `Cannot send to "${this.path}" as the sender must be alive: current value is an ended incarnation`,
    );
  }
}

function watchOf(ref: ActorRef<never>): DeathWatch | null {
  if (ref instanceof BoundRef) return watchOf(ref.target);
  return "deathWatch" in ref
    ? (ref as ActorRef<never> & Watchable).deathWatch
    : null;
}
