/** One message that was handled, as a `Tracer` saw it. */
export interface TraceHop {
  /** Number of the message, from 1 in order of handling. */
  readonly id: number;
  /** Number of the message whose handler sent it; 0 when it came from outside of handlers. */
  readonly causationId: number;
  /** Path of the actor that handled it. */
  readonly path: string;
  /** When its batch began, in monotonic milliseconds as of the last look at the clock. */
  readonly handledAtMs: number;
}

/** Options of `Tracer`. */
export interface TracerOptions {
  /** Messages remembered, a power of two from 2 to 16,777,216; each takes 24 bytes. @default {65536} */
  readonly capacity?: number;
}

/** The cause of a message that nobody traces. */
export const UNTRACED = -1;

/** Keeps numbers small integers for the engine. */
const LAST_MAX = 2 ** 30;

/**
 * Follows messages from cause to effect through a whole system, in memory of a fixed size.
 *
 * - Each message gets a number when it is handled, and the number of the message whose handler sent it.
 * - Piped, scheduled and stashed messages keep their cause; what a handler sends after an `await` has none.
 * - It remembers the latest `capacity` messages and allocates nothing per message.
 * - After a billion messages the numbers start over, and all before is forgotten.
 *
 * @example
 * ```ts
 * import { ManualDispatcher, TestSystem, Tracer } from "./mod.ts";
 *
 * const tracer = new Tracer();
 * const test = new TestSystem(new ManualDispatcher(), { tracer });
 * const last = test.actor<string>("root/last", () => ({ receive() { throw new Error("broken"); } }));
 * const first = test.actor<string>("root/first", () => ({ receive: (message) => last.ref.tell(message) }));
 * await test.start([last, first]);
 * first.ref.tell("hello");
 * test.system.runUntilIdle();
 * const hops = tracer.trace(test.failures[0]?.traceId ?? 0);
 * console.assert(hops.map(({ path }) => path).join() === "root/first,root/last");
 * await test.system.stop();
 * ```
 */
export class Tracer {
  readonly #capacity: number;
  readonly #causes: Int32Array;
  /** Messages of a batch have numbers in a row, so paths and times are kept once per batch. */
  readonly #firstIds: Int32Array;
  readonly #handledAtMs: Float64Array;
  readonly #paths: string[];
  #batches = 0;
  #current = 0;
  #last = 0;

  /** @throws {RangeError} If `capacity` is no power of two in its range. */
  constructor({ capacity = 65_536 }: TracerOptions = {}) {
    const isPowerOfTwo = Number.isInteger(Math.log2(capacity));
    if (!isPowerOfTwo || capacity < 2 || capacity > 16_777_216) {
      throw new RangeError(
        `Cannot trace as 'capacity' must be a power of two from 2 to 16777216: current value is ${capacity}`,
      );
    }
    this.#capacity = capacity;
    this.#causes = new Int32Array(capacity);
    this.#firstIds = new Int32Array(capacity);
    this.#handledAtMs = new Float64Array(capacity);
    this.#paths = new Array<string>(capacity).fill("");
  }

  /** Number of the message that is being handled; 0 outside of handlers. */
  get current(): number {
    return this.#current;
  }

  /** Number of the latest message, which is also how many were handled. */
  get last(): number {
    return this.#last;
  }

  /** Notes that the actor at `path` handles messages from now on. Called by the kernel. */
  beginBatch(path: string, nowMs: number): void {
    if (this.#last > LAST_MAX) {
      this.#last = 0;
      this.#batches = 0;
    }
    const before = (this.#batches - 1) & (this.#capacity - 1);
    const isEmpty = this.#batches > 0 &&
      this.#firstIds[before] === this.last + 1;
    const slot = isEmpty ? before : this.#batches & (this.#capacity - 1);
    if (!isEmpty) this.#batches += 1;
    this.#firstIds[slot] = this.last + 1;
    this.#handledAtMs[slot] = nowMs;
    this.#paths[slot] = path;
  }

  /** Numbers the message that is handled from now on. Called by the kernel. */
  handle(cause: number): void {
    const id = this.#last + 1;
    this.#last = id;
    this.#current = id;
    const causes = this.#causes;
    causes[id & (causes.length - 1)] = cause;
  }

  /** Notes that no message is handled any more. Called by the kernel. */
  endMessage(): void {
    this.#current = 0;
  }

  /** Returns the way to message `id`, from its first cause that is still remembered to itself. */
  trace(id: number): readonly TraceHop[] {
    const hops: TraceHop[] = [];
    let at = id;
    while (at > 0 && at <= this.last && at > this.last - this.#capacity) {
      const causationId = this.#causes[at & (this.#capacity - 1)] ?? 0;
      hops.push({ id: at, causationId, ...this.#batchOf(at) });
      at = causationId;
    }
    return hops.reverse();
  }

  /** Batches are in order of their first numbers: the last one that does not begin after `id` has it. */
  #batchOf(id: number): Pick<TraceHop, "path" | "handledAtMs"> {
    let low = Math.max(0, this.#batches - this.#capacity);
    let high = this.#batches - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const firstId = this.#firstIds[middle & (this.#capacity - 1)] ?? 0;
      if (firstId <= id) low = middle;
      else high = middle - 1;
    }
    const slot = low & (this.#capacity - 1);
    return {
      path: this.#paths[slot] ?? "",
      handledAtMs: this.#handledAtMs[slot] ?? 0,
    };
  }
}
