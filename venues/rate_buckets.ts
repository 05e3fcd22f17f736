import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { TokenBucket } from "./net/token_bucket.ts";
import { rateLimitOf, type VenueFacts } from "./venue_facts.ts";

/** What the buckets of a venue are made of. */
export interface RateBucketsOptions {
  readonly facts: Pick<VenueFacts, "venue" | "rateLimits">;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The buckets of a venue in this process, one for each limit and whomever the venue counts by: two clients of one key
 * take from the same one, or together they would ask twice as often as the venue allows.
 */
export class RateBuckets {
  readonly #options: RateBucketsOptions;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: RateBucketsOptions) {
    this.#options = options;
  }

  /**
   * Returns the bucket of the limit on `requests`.
   *
   * @param whose The key or the wallet that is counted. @default {our address}
   * @throws {RangeError} If the facts have no limit of that name.
   */
  of(requests: string, whose = ""): TokenBucket {
    const name = JSON.stringify([requests, whose]);
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const { facts, clock, random } = this.#options;
      const rate = rateLimitOf(facts, requests);
      bucket = new TokenBucket({ ...rate, clock, random });
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}
