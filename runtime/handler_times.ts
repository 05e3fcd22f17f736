const BUCKETS = 32;
/** A power of two. */
const BATCHES_PER_SAMPLE = 16;
const NS_PER_MS = 1_000_000;

/** How long the handler of one actor takes per message, in milliseconds. */
export interface HandlerTimeSummary {
  /** Messages timed. */
  readonly count: number;
  readonly meanMs: number;
  /** Upper bound of the bucket in which half of the messages are; buckets double. */
  readonly p50Ms: number;
  /** Upper bound of the bucket in which 99 % of the messages are. */
  readonly p99Ms: number;
  /** The slowest batch's mean. */
  readonly maxMs: number;
}

/**
 * A histogram of handler times: 32 buckets, each twice as wide as the one before, from 1 ns to 4 s.
 *
 * One batch in sixteen is timed, the first among them, and in a batch all messages count as equally long: so a look at
 * the clock costs little per message. Of an asynchronous handler, the time until its first `await` counts.
 */
export class HandlerTimes {
  readonly #counts = new Float64Array(BUCKETS);
  #batches = 0;
  #count = 0;
  #totalMs = 0;
  #maxMs = 0;

  /** Returns whether the batch that begins now is to be timed. */
  isDue(): boolean {
    this.#batches = (this.#batches + 1) & (BATCHES_PER_SAMPLE - 1);
    return this.#batches === 1;
  }

  /** Notes a batch of `handled` messages that took `elapsedMs`. */
  note(handled: number, elapsedMs: number): void {
    if (handled === 0) return;
    const eachMs = elapsedMs / handled;
    const bucket = 32 - Math.clz32(Math.min(eachMs * NS_PER_MS, 0x7fff_ffff));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + handled;
    this.#count += handled;
    this.#totalMs += elapsedMs;
    if (eachMs > this.#maxMs) this.#maxMs = eachMs;
  }

  /** Returns what was noted so far. */
  summarize(): HandlerTimeSummary {
    return {
      count: this.#count,
      meanMs: this.#count === 0 ? 0 : this.#totalMs / this.#count,
      p50Ms: this.#quantileMs(0.5),
      p99Ms: this.#quantileMs(0.99),
      maxMs: this.#maxMs,
    };
  }

  #quantileMs(share: number): number {
    let left = this.#count * share;
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return 2 ** bucket / NS_PER_MS;
    }
    return 0;
  }
}
