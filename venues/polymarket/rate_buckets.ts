import { RateBuckets, type RateBucketsOptions } from "../rate_buckets.ts";
import { POLYMARKET_FACTS } from "./facts.ts";

/** Returns Polymarket's buckets: one process has them once. */
export function polymarketBuckets(
  { clock, random }: Omit<RateBucketsOptions, "facts">,
): RateBuckets {
  return new RateBuckets({ facts: POLYMARKET_FACTS, clock, random });
}
