/** One message on its way, as a `Tracer` saw it. */
export interface TraceHop {
  /** Number of the message, from 1 in order of sending. */
  readonly id: number;
  /** Number of the message whose handler sent it; 0 when it came from outside the actors. */
  readonly causationId: number;
  /** Path of the actor that it was sent to. */
  readonly path: string;
  /** When it was sent, in monotonic milliseconds as of the last look at the clock. */
  readonly sentAtMs: number;
}

/** Options of `Tracer`. */
export interface TracerOptions {
  /** Messages remembered, a power of two from 2 to 16,777,216. @default {65536} */
  readonly capacity?: number;
}

/**
 * Follows messages from cause to effect through a whole system, in memory of a fixed size.
 *
 * - Each message gets a number, and with it the number of the message whose handler sent it.
 * - Piped work, scheduled and stashed messages keep their cause; what a handler sends after an `await` has none.
 * - It remembers the latest `capacity` messages. Nothing is allocated per message.
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
  readonly #causes: Float64Array;
  readonly #sentAtMs: Float64Array;
  readonly #paths: string[];
  readonly #mask: number;
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
    this.#mask = capacity - 1;
    this.#causes = new Float64Array(capacity);
    this.#sentAtMs = new Float64Array(capacity);
    this.#paths = new Array<string>(capacity).fill("");
  }

  /** Number of the message that is being handled; 0 outside of handlers. */
  get current(): number {
    return this.#current;
  }

  /** Number of the latest message, which is also how many were sent. */
  get last(): number {
    return this.#last;
  }

  /** Numbers a message that is sent to `path`, by default because of the current one. Called by the kernel. */
  send(path: string, nowMs: number, cause = this.#current): number {
    this.#last += 1;
    const slot = this.#last & this.#mask;
    this.#causes[slot] = cause;
    this.#sentAtMs[slot] = nowMs;
    this.#paths[slot] = path;
    return this.#last;
  }

  /** Notes which message is handled from now on; 0 for none. Called by the kernel. */
  handle(id: number): void {
    this.#current = id;
  }

  /** Returns the way to message `id`, from its first cause that is still remembered to itself. */
  trace(id: number): readonly TraceHop[] {
    const hops: TraceHop[] = [];
    let at = id;
    while (at > 0 && at <= this.#last && at > this.#last - this.#paths.length) {
      const slot = at & this.#mask;
      const causationId = this.#causes[slot] ?? 0;
      hops.push({
        id: at,
        causationId,
        path: this.#paths[slot] ?? "",
        sentAtMs: this.#sentAtMs[slot] ?? 0,
      });
      at = causationId;
    }
    return hops.reverse();
  }
}
