import type {
  Actor,
  ActorRef,
  AskOptions,
  DeadLetterReason,
  MailboxOptions,
  Signal,
} from "./actor.ts";
import type { ActorLife } from "./actor_life.ts";
import { toError } from "./assert.ts";
import * as Mode from "./cell_mode.ts";
import type { DeathWatch } from "./death_watch.ts";
import type { Runnable } from "./dispatcher.ts";
import { ActorStoppedError, MailboxFullError } from "./errors.ts";
import { HandlerTimes } from "./handler_times.ts";
import type { IncarnationQueues, Watchable } from "./incarnation.ts";
import type { Kernel } from "./kernel.ts";
import { Lanes } from "./lanes.ts";
import { Mailbox, type MailboxOwner } from "./mailbox.ts";
import { type HandlerOwner, PendingHandler } from "./pending_handler.ts";
import { isThenable } from "./thenable.ts";

const ACCEPTED = Promise.resolve();

/**
 * One actor as senders and the dispatcher see it: takes messages, and runs the handler on one at a time.
 * Whether there is a handler at the moment is the business of its `ActorLife`.
 */
export class ActorCell<Message>
  implements
    ActorRef<Message>,
    HandlerOwner<Message>,
    Runnable,
    MailboxOwner<Message>,
    IncarnationQueues<Message>,
    Watchable {
  readonly path: string;
  readonly kernel: Kernel;
  readonly mailbox: Mailbox<Message>;
  /** How long its handler takes, where the system measures that. */
  readonly times: HandlerTimes | null;
  /** Its place in the tree, once it has one. */
  life: ActorLife<Message> | null = null;
  /** What waits besides its mailbox, if anything ever did. */
  lanes: Lanes<Message> | null = null;
  #mode = Mode.SUSPENDED;
  #actor: Actor<Message> | null = null;
  #turn = 0;
  /** Messages that went through the handler, whatever came of them. */
  handled = 0;

  /** @throws {RangeError} If a mailbox option is outside its range. */
  constructor(kernel: Kernel, path: string, mailbox: MailboxOptions<Message>) {
    this.kernel = kernel;
    this.path = path;
    this.mailbox = new Mailbox(mailbox, this);
    this.times = kernel.isTiming ? new HandlerTimes() : null;
  }

  /** Whether a signal or a message waits. */
  get hasWork(): boolean {
    return this.mailbox.size > 0 ||
      (this.lanes !== null && this.lanes.isUrgent);
  }

  /** Whether its handler is on the stack. */
  get isRunning(): boolean {
    return (this.#turn & Mode.RUNNING) !== 0;
  }

  /** Whether it has ended for good. */
  get isClosed(): boolean {
    return this.#mode === Mode.CLOSED;
  }

  get deathWatch(): DeathWatch {
    const error = this.life?.crashError ?? null;
    return this.#openLanes().watch(this, this.isClosed ? { error } : null);
  }

  tell(message: Message): void {
    this.enqueue(message);
  }

  offer(message: Message): Promise<void> {
    if (this.isClosed) return Promise.reject(new ActorStoppedError(this.path));
    if (this.mailbox.mustWait) {
      return this.#openLanes().wait(message, this.kernel.cause);
    }
    this.enqueue(message);
    return ACCEPTED;
  }

  ask<Reply>(
    request: (replyTo: ActorRef<Reply>) => Message,
    options: AskOptions,
  ): Promise<Reply> {
    return this.kernel.asks.ask(this, request, options);
  }

  evicted(message: Message): void {
    this.deadLetter(message, "overflow");
  }

  /** Queues a message ahead of the mailbox, outside its bound. */
  deliverOwn(message: Message, cause: number): void {
    this.#openLanes().own.push({ message, cause });
    if (this.#mode === Mode.IDLE) this.resume();
  }

  /** Queues a signal ahead of everything. */
  deliverSignal(signal: Signal): void {
    if (this.#mode === Mode.CLOSED) return;
    this.#openLanes().signals.push(signal);
    if (this.#mode === Mode.IDLE) this.resume();
  }

  /** Records a message that it did not handle. */
  deadLetter(message: Message, reason: DeadLetterReason): void {
    const { path, life } = this;
    const incarnation = life?.starts ?? 0;
    this.kernel.deadLetter({ path, message, reason, incarnation });
  }

  /** Keeps a message for later, or makes it a dead letter when the stash is full. */
  stash(message: Message): void {
    const { cause } = this.kernel;
    const { stashCapacity } = this.mailbox;
    if (this.#openLanes().keep({ message, cause }, stashCapacity)) return;
    this.deadLetter(message, "stash_full");
  }

  /** Puts stashed messages back ahead of everything but signals. */
  unstashAll(): void {
    this.lanes?.unstashAll();
    if (this.#mode === Mode.IDLE) this.resume();
  }

  /** Gives it the handler of a new incarnation. */
  open(actor: Actor<Message>): void {
    this.#actor = actor;
    if (this.hasWork) this.resume();
    else this.#mode = Mode.IDLE;
  }

  /** Lets it handle what waits, now or when it comes. */
  resume(): void {
    this.#mode = Mode.AWAKE;
    this.poke();
  }

  /** Makes messages wait. */
  suspend(): void {
    this.#mode = Mode.SUSPENDED;
  }

  /** Has the dispatcher call `run`, at the end of which its life looks at what to do. */
  poke(): void {
    if ((this.#turn & Mode.QUEUED) !== 0) return;
    this.#turn |= Mode.QUEUED;
    this.kernel.dispatcher.schedule(this);
  }

  run(quantum: number): number {
    this.#turn = Mode.RUNNING;
    const { tracer, dispatcher } = this.kernel;
    const times = this.times !== null && this.times.isDue() ? this.times : null;
    const startedMs = times === null ? 0 : dispatcher.lookMs();
    if (tracer !== null) tracer.beginBatch(this.path, dispatcher.coarseMs());
    let left = quantum;
    while (left > 0 && this.#mode === Mode.AWAKE) {
      const lanes = this.lanes;
      if (lanes !== null && lanes.isUrgent) {
        this.#runUrgent(lanes);
        left -= 1;
        continue;
      }
      left = this.#runMailbox(left);
      if (this.lanes === null || !this.lanes.isUrgent) break;
    }
    this.#turn &= ~Mode.RUNNING;
    const done = quantum - left;
    if (times !== null) times.note(done, dispatcher.lookMs() - startedMs);
    this.#batchEnded(done);
    if (tracer !== null) tracer.endMessage();
    return done;
  }

  /** Runs one signal of the kernel's own on the handler, if there is one. An error in it is reported, no more. */
  runSignal(signal: Signal): void {
    try {
      this.#actor?.signal?.(signal);
    } catch (thrown) {
      this.life?.report(toError(thrown));
    }
  }

  /**
   * Gives up on a pending handler: nobody can end its promise, but nothing that it does counts any more. It may be
   * midway, so no signal is run on it either.
   */
  abandonHandler(): void {
    const awaited = this.lanes?.endAwaited();
    if (!awaited) return;
    awaited.abandon();
    this.#actor = null;
    this.#loseMessage(awaited.message, "abandoned");
  }

  handlerEnded(): void {
    this.lanes?.handlerEnded();
    this.life?.handlerEnded();
  }

  handlerFailed(message: Message, thrown: unknown): void {
    this.lanes?.endAwaited();
    this.#loseMessage(message, "failed");
    this.life?.crashed(toError(thrown));
  }

  reportLate(thrown: unknown): void {
    this.life?.report(toError(thrown));
  }

  /** Takes the handler away. What waits stays, except what only the ended incarnation could understand. */
  endIncarnation(): void {
    this.#actor = null;
    this.#mode = Mode.SUSPENDED;
    const lost = this.lanes?.endIncarnation() ?? [];
    for (const message of lost) this.deadLetter(message, "abandoned");
  }

  /** Ends it for good: what waits is dead letters, who watches is told. */
  close(error: Error | null): void {
    this.#mode = Mode.CLOSED;
    const ahead = this.lanes?.close(this.path) ?? [];
    const lost = ahead.concat(this.mailbox.clear());
    for (const message of lost) this.deadLetter(message, "stopped");
    this.lanes?.deathWatch?.end(error);
  }

  /** Enqueues `message`; returns whether it was taken. */
  enqueue(message: Message): boolean {
    const mode = this.#mode;
    const { mailbox, kernel: { tracer } } = this;
    if (mode === Mode.CLOSED) {
      this.deadLetter(message, "stopped");
      return false;
    }
    const isPushed = tracer === null
      ? mailbox.push(message)
      : mailbox.push(message, tracer.current);
    if (!isPushed) return this.#refuse(message);
    if (mode === Mode.IDLE || mailbox.size === 1) this.#firstCame(mode);
    return true;
  }

  /** Apart from `enqueue`, which stays small enough for the engine to inline. */
  #firstCame(mode: number): void {
    const { dispatcher } = this.kernel;
    if (mode === Mode.IDLE) this.resume(); // First: that is when the dispatcher looks at the clock.
    if (mode === Mode.SUSPENDED) dispatcher.lookMs();
    this.mailbox.noteWake(dispatcher.coarseMs());
  }

  #refuse(message: Message): false {
    const { mailbox } = this;
    mailbox.countDropped();
    this.deadLetter(message, "overflow");
    if (mailbox.overflow !== "fail") return false;
    const error = new MailboxFullError(this.path, mailbox.capacity);
    this.life?.injectFailure(error);
    return false;
  }

  /** Handles at most `limit` messages, as long as nothing is ahead of them. Returns how many of `limit` are left. */
  #runMailbox(limit: number): number {
    const { mailbox, kernel: { tracer } } = this;
    const actor = this.#actor as Actor<Message>;
    let left = limit;
    let message = undefined as Message;
    try {
      while (left > 0 && this.#mode === Mode.AWAKE && mailbox.size > 0) {
        if (tracer !== null) tracer.handle(mailbox.oldestCause);
        message = mailbox.shift() as Message;
        left -= 1;
        if (this.lanes !== null) this.lanes.admit(mailbox);
        const result = actor.receive(message);
        if (result !== undefined) this.#returned(result, message);
        if (this.lanes !== null && this.lanes.handled()) break;
      }
    } catch (thrown) {
      this.handlerFailed(message, thrown);
    }
    this.handled += limit - left;
    return left;
  }

  #batchEnded(handled: number): void {
    const { mailbox, kernel: { dispatcher } } = this;
    if (mailbox.isBacklogged) mailbox.noteBatch(handled, dispatcher.coarseMs());
    this.life?.batchEnded();
    if (this.#mode !== Mode.AWAKE) return;
    if (this.hasWork) this.poke();
    else this.#mode = Mode.IDLE;
  }

  /** Makes the message of a handler that did not end well a dead letter; what it stashed of it does not come back. */
  #loseMessage(message: Message, reason: "failed" | "abandoned"): void {
    this.lanes?.forgetStashed(message);
    this.deadLetter(message, reason);
  }

  #runUrgent(lanes: Lanes<Message>): void {
    const signal = lanes.signals.shift();
    if (signal === undefined) {
      const { message, cause } = lanes.shiftUrgent();
      this.kernel.tracer?.handle(cause);
      this.handled += 1;
      try {
        this.#returned(this.#actor?.receive(message), message);
        lanes.handled();
      } catch (thrown) {
        this.handlerFailed(message, thrown);
      }
      return;
    }
    this.kernel.tracer?.endMessage();
    try {
      this.#actor?.signal?.(signal);
    } catch (thrown) {
      this.life?.crashed(toError(thrown));
    }
  }

  /** Takes what a handler returned: only a promise matters. */
  #returned(result: unknown, message: Message): void {
    if (!isThenable(result)) return;
    const pending = new PendingHandler(message, this);
    const endWork = this.life?.beginWork();
    this.#openLanes().awaited = pending;
    this.#mode = Mode.SUSPENDED;
    pending.follow(result, endWork);
  }

  #openLanes(): Lanes<Message> {
    this.lanes ??= new Lanes();
    return this.lanes;
  }
}
