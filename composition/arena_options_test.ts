import { assert, assertEquals } from "@std/assert";
import { paperLatency } from "./arena_options.ts";
import { loadSettings } from "../config.ts";
import { SimulatedClock } from "../runtime/mod.ts";
import { Latency } from "../venues/paper/latency.ts";

const MESSAGES = Array.from({ length: 200 }, (_, index) => `o_${index}`);

/** Returns when each message arrives at the paper exchange, in milliseconds, under `environment`. */
function arrivals(environment: Record<string, string>): readonly number[] {
  const clock = new SimulatedClock({ startMs: 0 });
  const options = paperLatency(loadSettings(environment));
  const latency = new Latency({ ...options, clock });
  const arrived = new Map<string, number>();
  for (const message of MESSAGES) {
    latency.after(message, () => arrived.set(message, clock.nowMs()));
  }
  clock.advanceBy(1_000);
  return MESSAGES.map((message) => arrived.get(message) ?? NaN);
}

Deno.test("paperLatency() takes the same time for every message unless jitter is set", () => {
  assertEquals(new Set(arrivals({})), new Set([150]));
});

Deno.test("paperLatency() draws up to ARENA_PAPER_JITTER_MS more for each message, by ARENA_SEED", () => {
  const jitter = { ARENA_PAPER_JITTER_MS: "50" };
  const drawn = arrivals(jitter);
  assert(drawn.every((atMs) => atMs >= 150 && atMs <= 200), drawn.join());
  assert(drawn.includes(150) && drawn.includes(200));
  assertEquals(arrivals(jitter), drawn);
  const otherwise = arrivals({ ...jitter, ARENA_SEED: "2" });
  assert(otherwise.some((atMs, index) => atMs !== drawn[index]));
});
