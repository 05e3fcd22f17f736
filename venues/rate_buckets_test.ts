import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../runtime/mod.ts";
import { DFLOW_FACTS } from "./dflow/facts.ts";
import { HYPERLIQUID_FACTS } from "./hyperliquid/facts.ts";
import { COSTS, KALSHI_FACTS } from "./kalshi/facts.ts";
import { POLYMARKET_FACTS } from "./polymarket/facts.ts";
import { RateBuckets } from "./rate_buckets.ts";
import type { VenueFacts } from "./venue_facts.ts";

const FACTS: readonly VenueFacts[] = [
  DFLOW_FACTS,
  KALSHI_FACTS,
  POLYMARKET_FACTS,
  HYPERLIQUID_FACTS,
];
const { signal } = new AbortController();

function bucketsOf(facts: VenueFacts, clock = new SimulatedClock()) {
  return new RateBuckets({ facts, clock, random: new SeededRandom(1) });
}

Deno.test("RateBuckets.of() has one bucket for a limit and whom the venue counts, whoever asks", () => {
  const buckets = bucketsOf(KALSHI_FACTS);
  const mine = buckets.of("basic write", "momentum");
  assertStrictEquals(buckets.of("basic write", "momentum"), mine);
  assert(buckets.of("basic write", "hold") !== mine);
  assert(buckets.of("basic write") !== mine);
  assert(buckets.of("basic read", "momentum") !== mine);
});

Deno.test("no venue is asked more often in any window than it says, by clients that ask for as much as they get", async () => {
  let windows = 0;
  for (const facts of FACTS) {
    for (const limit of facts.rateLimits.value) {
      const { requests, refillPerSecond, windows: stated = [] } = limit;
      for (const { tokens, perMs } of stated) {
        windows += 1;
        const clock = new SimulatedClock();
        const buckets = bucketsOf(facts, clock);
        const leftAtMs: number[] = [];
        const untilMs = 1.5 * perMs;
        const ask = async () => {
          const bucket = buckets.of(requests);
          while (clock.monotonicMs() < untilMs) {
            await bucket.take(1, signal);
            leftAtMs.push(clock.monotonicMs());
          }
        };
        void ask();
        void ask();
        await passed(clock, untilMs);
        const name = `${facts.venue} ${requests}: ${tokens} in ${perMs} ms`;
        assert(
          leftAtMs.length >= untilMs / 1_000 * refillPerSecond * 0.9,
          name,
        );
        assert(densest(leftAtMs, perMs) <= tokens, name);
      }
    }
  }
  assertEquals(windows, 11);
});

Deno.test("a second of Kalshi's tiers is what the venue itself holds, and a request of each kind fits", () => {
  const { value: limits } = KALSHI_FACTS.rateLimits;
  assertEquals(limits.length, 14);
  for (const { requests, refillPerSecond, capacity } of limits) {
    assertEquals(capacity, refillPerSecond, requests);
    assert(capacity >= COSTS.request, requests);
  }
});

Deno.test("facts that have no versions hold already: nothing is kept to before its day", () => {
  const today = new Date().toISOString().slice(0, 10);
  for (const facts of FACTS) {
    const { ticks, quantityMin, notionalMin, hours, rateLimits } = facts;
    for (const fact of [ticks, quantityMin, notionalMin, hours, rateLimits]) {
      assert(fact.effectiveFrom <= today, `${facts.venue}: ${fact.source}`);
    }
  }
});

async function passed(clock: SimulatedClock, ms: number): Promise<void> {
  const untilMs = clock.nowMs() + ms;
  for (;;) {
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    const dueMs = clock.nextTimerAtMs();
    if (dueMs === null || dueMs > untilMs) return;
    clock.advanceTo(dueMs);
  }
}

/** The most that lies within any time of that length. */
function densest(atMs: readonly number[], perMs: number): number {
  let most = 0;
  let from = 0;
  for (const [index, lastMs] of atMs.entries()) {
    while ((atMs[from] ?? lastMs) <= lastMs - perMs) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
