import type { Clock } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/mod.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Returns a bucket whose rate no test reaches. */
export function wideBucket(clock: Clock): TokenBucket {
  return new TokenBucket({
    refillPerSecond: 100_000,
    capacity: 100_000,
    clock,
    random: new SeededRandom(1),
  });
}
