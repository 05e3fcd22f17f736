import type { ActorRef, Signal } from "./actor.ts";
import type { Caused } from "./caused.ts";
import { DeathWatch } from "./death_watch.ts";
import { ActorStoppedError } from "./errors.ts";
import type { Mailbox } from "./mailbox.ts";
import { Offers } from "./offers.ts";
import type { PendingHandler } from "./pending_handler.ts";
import { Ring } from "./ring.ts";

/**
 * What waits for an actor besides its mailbox. Created when first needed: most actors never have one.
 *
 * - Ahead of the mailbox, in this order: signals, messages put back from the stash, and its own messages (outcomes of
 *   piped work, scheduled ones). Bounded by what the actor itself asked for: its watches, its stash, its work and timers.
 * - Behind it: senders that wait for room.
 */
export class Lanes<Message> {
  readonly signals = new Ring<Signal>();
  readonly unstashed = new Ring<Caused<Message>>();
  readonly own = new Ring<Caused<Message>>();
  readonly stash = new Ring<Caused<Message>>();
  offers: Offers<Message> | null = null;
  /** The handler that returned a promise which is pending. */
  awaited: PendingHandler<Message> | null = null;
  deathWatch: DeathWatch | null = null;
  /** Whether the handler under way has stashed something. */
  #hasStashed = false;

  /** Returns the watchers of `ref`, which gets its last news at once when it has ended. */
  watch(
    ref: ActorRef<never>,
    end: { readonly error: Error | null } | null,
  ): DeathWatch {
    if (this.deathWatch === null) {
      this.deathWatch = new DeathWatch(ref);
      if (end !== null) this.deathWatch.end(end.error);
    }
    return this.deathWatch;
  }

  /** Whether something waits ahead of the mailbox. */
  get isUrgent(): boolean {
    return this.signals.size > 0 || this.unstashed.size > 0 ||
      this.own.size > 0;
  }

  /** Notes that a handler has returned. Returns whether something waits ahead of the mailbox now. */
  handled(): boolean {
    if (this.awaited === null) this.#hasStashed = false;
    return this.isUrgent;
  }

  /** Messages stashed, those put back but not handled yet included. */
  get stashDepth(): number {
    return this.stash.size + this.unstashed.size;
  }

  /** Takes the first message ahead of the mailbox. There must be one, and no signal before it. */
  shiftUrgent(): Caused<Message> {
    const lane = this.unstashed.size > 0 ? this.unstashed : this.own;
    return lane.shift() as Caused<Message>;
  }

  /** Puts the stash ahead of everything but signals, in its order. */
  unstashAll(): void {
    for (const stashed of this.stash.toArray().reverse()) {
      this.unstashed.unshift(stashed);
    }
    this.stash.clear();
  }

  /** Stashes a message, unless `capacity` are. Returns whether it did. */
  keep(stashed: Caused<Message>, capacity: number): boolean {
    this.#hasStashed = true;
    if (this.stashDepth >= capacity) return false;
    this.stash.push(stashed);
    return true;
  }

  /** Takes `message` back out of the stash, if its handler has put it there. */
  forgetStashed(message: Message): void {
    if (!this.#hasStashed) return;
    this.#hasStashed = false;
    const last = this.stash.pop();
    if (last !== undefined && last.message !== message) this.stash.push(last);
  }

  /** Notes that the pending handler has done its work. */
  handlerEnded(): void {
    this.awaited = null;
    this.#hasStashed = false;
  }

  /** Stops waiting for the pending handler and returns it, if there is one. */
  endAwaited(): PendingHandler<Message> | null {
    const { awaited } = this;
    this.awaited = null;
    return awaited;
  }

  /** Waits for room in the mailbox and resolves once `message` is queued. */
  wait(message: Message, cause: number): Promise<void> {
    this.offers ??= new Offers();
    return this.offers.wait(message, cause);
  }

  /** Lets waiting senders into the mailbox as far as there is room. */
  admit(mailbox: Mailbox<Message>): void {
    const { offers } = this;
    if (offers === null) return;
    while (offers.size > 0 && mailbox.size < mailbox.capacity) {
      const { message, cause } = offers.admit();
      mailbox.push(message, cause);
    }
    if (offers.size === 0) this.offers = null;
  }

  /** Forgets what belonged to an ended incarnation and returns its undelivered own messages. The stash goes back. */
  endIncarnation(): Message[] {
    const kept = this.signals.toArray().filter((signal) =>
      signal.kind !== "terminated"
    );
    this.signals.clear();
    for (const signal of kept) this.signals.push(signal);
    const undelivered = this.own.toArray();
    this.own.clear();
    this.unstashAll();
    return undelivered.map(({ message }) => message);
  }

  /** Empties everything of the actor at `path` for good, rejects waiting senders, and returns the messages that were put back. */
  close(path: string): Message[] {
    this.offers?.rejectAll(new ActorStoppedError(path));
    this.offers = null;
    const ahead = this.unstashed.toArray().map(({ message }) => message);
    this.signals.clear();
    this.unstashed.clear();
    this.own.clear();
    this.stash.clear();
    return ahead;
  }
}
