import { Backoff } from "../../runtime/backoff.ts";
import type { CancelTimer, Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";

/** How many requests a venue takes. */
export interface RequestRate {
  /** Tokens that come back per second, above 0. */
  readonly refillPerSecond: number;
  /** Tokens at most, at least the cost of the dearest request. */
  readonly capacity: number;
}

/** What a token bucket is made of. */
export interface TokenBucketOptions extends RequestRate {
  readonly clock: Clock;
  /** Spreads the pauses after a refusal. */
  readonly random: Random;
  /** Requests that may wait, 1 or more, urgent ones apart; one more is turned away. @default {1000} */
  readonly waitingMax?: number;
}

/** Raised for a request that found too many before it; it never left us. */
export class BucketOverflowError extends Error {
  override readonly name = "BucketOverflowError";
}

interface Waiting {
  readonly cost: number;
  readonly leave: () => void;
}

/** Longest pause that a venue may ask for, in milliseconds: a day-long one is a mistake of somebody. */
const HOLD_MS_MAX = 3_600_000;
const REFUSED_MS_MIN = 1_000;
const REFUSED_MS_MAX = 60_000;

/**
 * Paces the requests to one venue.
 *
 * - Requests leave in the order in which they came, urgent ones before all others; one that is given up leaves the
 *   line.
 * - A refusal for too many requests stops all of them: for as long as the venue says, and else for a pause that
 *   doubles with each refusal in a row, from a second to a minute.
 * - Refusals of requests that had left before the pause began are the same storm and do not double it.
 * - After a pause the bucket is empty and fills at its usual rate, so that no burst starts the next storm.
 */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  readonly #urgent = new Set<Waiting>();
  readonly #usual = new Set<Waiting>();
  readonly #backoff: Backoff;
  #tokens: number;
  /** Monotonic milliseconds at which `#tokens` was right; in the future while requests are held back. */
  #countedAtMs: number;
  /** Monotonic milliseconds of the newest refusal that began a pause. */
  #refusedAtMs = -Infinity;
  #cancelTimer: CancelTimer | null = null;

  /** @throws {RangeError} If rate or capacity is not above 0. */
  constructor(options: TokenBucketOptions) {
    const { refillPerSecond, capacity, clock, random } = options;
    if (!(refillPerSecond > 0) || !(capacity > 0)) {
      throw new RangeError(
        `Cannot make a token bucket as rate and capacity must be above 0: current value is ${refillPerSecond} and ${capacity}`,
      );
    }
    this.#options = options;
    this.#tokens = capacity;
    this.#countedAtMs = clock.monotonicMs();
    this.#backoff = new Backoff(
      { minMs: REFUSED_MS_MIN, maxMs: REFUSED_MS_MAX, jitter: 0.25 },
      random,
    );
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.#urgent.size + this.#usual.size;
  }

  /** Milliseconds for which every request is still held back, 0 or more. */
  get heldMs(): number {
    return Math.max(0, this.#countedAtMs - this.#options.clock.monotonicMs());
  }

  /**
   * Waits until the request may leave.
   *
   * @param cost Tokens, from 0 to the capacity.
   * @param isUrgent Whether it goes before all that are not, such as a cancel before a page of markets.
   * @throws {RangeError} If the bucket can never hold as much.
   * @throws {BucketOverflowError} If too many wait already.
   * @throws {unknown} The signal's reason, if it is aborted before; nothing is taken then.
   */
  async take(
    cost: number,
    signal: AbortSignal,
    isUrgent = false,
  ): Promise<void> {
    const { capacity, waitingMax = 1_000 } = this.#options;
    if (!(cost >= 0 && cost <= capacity)) {
      throw new RangeError(
        `Cannot send a request as its cost must be 0 to ${capacity} tokens: current value is ${cost}`,
      );
    }
    signal.throwIfAborted();
    const line = isUrgent ? this.#urgent : this.#usual;
    if (line.size >= waitingMax) {
      throw new BucketOverflowError(
        `Cannot send a request as at most ${waitingMax} must wait for the venue's rate limit: current value is ${line.size}`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      line.delete(waiting);
      reject(signal.reason);
      this.#serve();
    };
    const waiting: Waiting = {
      cost,
      leave: () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      },
    };
    signal.addEventListener("abort", giveUp, { once: true });
    line.add(waiting);
    this.#serve();
    await promise;
  }

  /**
   * Hears that the venue refused a request for there being too many.
   *
   * @param sentAtMs Monotonic milliseconds at which that request had left.
   * @param retryAfterMs What the venue asked for, in milliseconds; `null` if it did not say.
   */
  refused(sentAtMs: number, retryAfterMs: number | null): void {
    const nowMs = this.#options.clock.monotonicMs();
    const isSameStorm = sentAtMs <= this.#refusedAtMs;
    const asked = Math.min(HOLD_MS_MAX, retryAfterMs ?? 0);
    const holdMs = isSameStorm
      ? asked
      : Math.max(asked, this.#backoff.nextMs());
    if (!isSameStorm) this.#refusedAtMs = nowMs;
    this.#tokens = 0;
    this.#countedAtMs = Math.max(this.#countedAtMs, nowMs + holdMs);
    this.#serve();
  }

  /** Hears that the venue served a request: the next refusal begins a new storm. */
  served(): void {
    this.#backoff.reset();
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#refill();
    for (;;) {
      const line = this.#urgent.size > 0 ? this.#urgent : this.#usual;
      const [waiting] = line;
      if (waiting === undefined) return;
      const missing = waiting.cost - this.#tokens;
      if (missing > 0 || this.heldMs > 0) {
        this.#serveLater(Math.max(0, missing));
        return;
      }
      this.#tokens -= waiting.cost;
      line.delete(waiting);
      waiting.leave();
    }
  }

  #serveLater(missing: number): void {
    const { clock, refillPerSecond } = this.#options;
    // A little late and never early: a float that falls short would ask once more.
    const waitMs = Math.ceil(missing / refillPerSecond * 1_000);
    this.#cancelTimer = clock.setTimer(
      () => this.#serve(),
      this.heldMs + waitMs,
    );
  }

  #refill(): void {
    const { clock, refillPerSecond, capacity } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs <= this.#countedAtMs) return;
    const gained = (nowMs - this.#countedAtMs) / 1_000 * refillPerSecond;
    this.#tokens = Math.min(capacity, this.#tokens + gained);
    this.#countedAtMs = nowMs;
  }
}
