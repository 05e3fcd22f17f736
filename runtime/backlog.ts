import type { Conflation } from "./conflation.ts";

const SLOTS_MIN = 8;
/** Slots that an idle backlog keeps; more goes back to the memory. */
const SLOTS_KEPT_MAX = 8_192;
const SPARES_MAX = 64;

/** Empty backlogs of all mailboxes, so that a mailbox without messages holds none: at most 64 of at most 64 KiB. */
const spares: Backlog<unknown>[] = [];

/** Returns an empty backlog for a mailbox that nothing was told since `sinceMs`. */
export function takeBacklog<Message>(sinceMs: number): Backlog<Message> {
  const backlog = spares.pop() ?? new Backlog<unknown>(null);
  backlog.noteWake(sinceMs);
  return backlog as Backlog<Message>;
}

/** Gives a backlog back. It must be empty, and nobody may use it any more. */
export function returnBacklog<Message>(backlog: Backlog<Message>): void {
  if (spares.length === SPARES_MAX) return;
  backlog.shrink();
  spares.push(backlog as Backlog<unknown>);
}

/** The messages that wait in one mailbox: a circular array that grows, and how long they have waited. */
export class Backlog<Message> {
  /** Finds the message that a newer one replaces; `null` where none is ever replaced. */
  readonly conflation: Conflation<Message> | null;
  #slots: (Message | undefined)[] = createSlots(SLOTS_MIN);
  /** What caused each message, beside the messages so that no envelope is needed; `null` until somebody traces. */
  #causes: Int32Array | null = null;
  /** Counts the messages that have left, as a 32-bit integer: position of the oldest one. */
  #first = 0;
  #size = 0;
  /** Up to which size `tryPush` may go: 0 where each message has to be looked at. */
  #roomMax = 0;
  #sinceMs = 0;
  #markSinceMs = 0;
  #messagesBeforeMark = 0;

  constructor(conflation: Conflation<Message> | null) {
    this.conflation = conflation;
  }

  /** Messages held. */
  get size(): number {
    return this.#size;
  }

  /** What caused the oldest message, where somebody traces. */
  get oldestCause(): number {
    const causes = this.#causes;
    return causes === null ? 0 : causes[this.#first & (causes.length - 1)] ?? 0;
  }

  /** Appends `message` if that needs no more than a free slot. Returns whether it did. */
  tryPush(message: Message): boolean {
    const size = this.#size;
    const slots = this.#slots;
    if (size >= this.#roomMax) {
      return size === 0 && this.conflation !== null &&
        this.#pushOnly(message, this.conflation);
    }
    slots[(this.#first + size) & (slots.length - 1)] = message;
    this.#size = size + 1;
    return true;
  }

  /** Takes the message of an empty queue, which replaces none. */
  #pushOnly(message: Message, conflation: Conflation<Message>): true {
    const position = this.#first;
    this.#slots[position & (this.#slots.length - 1)] = message;
    this.#size = 1;
    conflation.queued(message, position);
    return true;
  }

  /** The same with what caused the message. */
  tryPushCaused(message: Message, cause: number): boolean {
    const causes = this.#causes;
    const size = this.#size;
    if (causes === null || size >= this.#roomMax) return false;
    const slot = (this.#first + size) & (causes.length - 1);
    causes[slot] = cause;
    this.#slots[slot] = message;
    this.#size = size + 1;
    return true;
  }

  /** Appends `message` in any case, within `capacity`. */
  push(message: Message, capacity: number): void {
    if (this.#size === this.#slots.length) this.#grow();
    const position = (this.#first + this.#size) | 0;
    this.#slots[position & (this.#slots.length - 1)] = message;
    this.#size += 1;
    if (this.conflation === null) {
      this.#roomMax = Math.min(capacity, this.#slots.length);
    } else this.conflation.queued(message, position);
  }

  /** Removes and returns the oldest message. There must be one. */
  shift(): Message {
    const slots = this.#slots;
    const slot = this.#first & (slots.length - 1);
    const message = slots[slot] as Message;
    slots[slot] = undefined;
    this.#first = (this.#first + 1) | 0;
    this.#size -= 1;
    if (this.conflation !== null) this.conflation.shifted(message);
    return message;
  }

  /** Puts `message` in the place of the queued one of its key. Returns whether there was one. */
  replace(message: Message, cause: number): boolean {
    const position = this.conflation?.replaced(message);
    if (position === undefined) return false;
    const slot = position & (this.#slots.length - 1);
    this.#slots[slot] = message;
    if (this.#causes !== null) this.#causes[slot] = cause;
    return true;
  }

  /** Notes what causes the message that is pushed next. */
  noteCause(cause: number): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#causes ??= new Int32Array(this.#slots.length);
    this.#causes[(this.#first + this.#size) & (this.#slots.length - 1)] = cause;
  }

  /** Notes that the first message came at `nowMs`, in whole milliseconds as all times here. */
  noteWake(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#markSinceMs = nowMs;
    this.#messagesBeforeMark = 0;
  }

  /** Notes that a batch of `handled` messages ended at `nowMs`. Returns since when the oldest has waited at most. */
  noteBatch(handled: number, nowMs: number): number {
    this.#messagesBeforeMark -= handled;
    if (this.#messagesBeforeMark > 0) return this.#sinceMs;
    this.#sinceMs = this.#markSinceMs;
    this.#markSinceMs = nowMs;
    this.#messagesBeforeMark = this.#size;
    return this.#sinceMs;
  }

  /** Gives back what a long queue has taken. It must be empty. */
  shrink(): void {
    this.#roomMax = 0;
    if (this.#slots.length <= SLOTS_KEPT_MAX) return;
    this.#slots = createSlots(SLOTS_MIN);
    this.#causes = null;
  }

  #grow(): void {
    const before = this.#slots;
    const causes = this.#causes;
    this.#slots = createSlots(before.length * 2);
    this.#causes = causes === null ? null : new Int32Array(before.length * 2);
    for (let index = 0; index < before.length; index += 1) {
      const position = this.#first + index;
      const from = position & (before.length - 1);
      const to = position & (this.#slots.length - 1);
      this.#slots[to] = before[from];
      if (this.#causes !== null) this.#causes[to] = causes?.[from] ?? 0;
    }
  }
}

function createSlots<Message>(length: number): (Message | undefined)[] {
  return new Array<Message | undefined>(length).fill(undefined);
}
