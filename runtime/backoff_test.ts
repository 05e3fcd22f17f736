import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Backoff } from "./backoff.ts";
import { RestartWindow } from "./restart_window.ts";
import { SeededRandom } from "./seeded_random.ts";

Deno.test("Backoff.nextMs() doubles up to maxMs by default, and reset() starts over", () => {
  const backoff = new Backoff({ minMs: 100, maxMs: 500 }, new SeededRandom(1));
  assertEquals(Array.from({ length: 4 }, () => backoff.nextMs()), [
    100,
    200,
    400,
    500,
  ]);
  backoff.reset();
  assertEquals([backoff.attempt, backoff.nextMs()], [0, 100]);
});

Deno.test("Backoff.nextMs() takes away at most the jitter's share, and is never above maxMs", () => {
  const jitter = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer(), jitter, fc.nat(20), (seed, share, attempts) => {
      const backoff = new Backoff({
        minMs: 10,
        maxMs: 1_000,
        factor: 3,
        jitter: share,
      }, new SeededRandom(seed));
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const fullMs = Math.min(1_000, 10 * 3 ** attempt);
        const delayMs = backoff.nextMs();
        assert(delayMs <= fullMs && delayMs >= fullMs * (1 - share));
      }
    }),
  );
});

Deno.test("new Backoff() refuses options outside their range", () => {
  const valid = { minMs: 1, maxMs: 2 };
  for (
    const wrong of [{ minMs: -1 }, { maxMs: 0 }, { factor: 0.5 }, {
      jitter: 1.5,
    }, { minMs: NaN }]
  ) {
    assertThrows(
      () => new Backoff({ ...valid, ...wrong }, new SeededRandom(1)),
      RangeError,
      "Cannot back off as",
    );
  }
});

Deno.test("RestartWindow.tolerates() allows intensity restarts in any window of periodMs", () => {
  const window = new RestartWindow({ intensity: 2, periodMs: 100 });
  assertEquals([0, 50, 100, 151].map((nowMs) => window.tolerates(nowMs)), [
    true,
    true,
    false,
    true,
  ]);
  window.clear();
  assertEquals(window.tolerates(151), true);
});

Deno.test("RestartWindow.tolerates() allows none at intensity 0", () => {
  assertEquals(
    new RestartWindow({ intensity: 0, periodMs: 1 }).tolerates(0),
    false,
  );
});
