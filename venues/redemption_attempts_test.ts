import { assert, assertEquals } from "@std/assert";
import { SimulatedClock } from "../runtime/mod.ts";
import { RedemptionAttempts } from "./redemption_attempts.ts";

Deno.test("RedemptionAttempts leaves what failed alone for longer and longer, and nothing else", () => {
  const clock = new SimulatedClock({ startMs: 0 });
  const attempts = new RedemptionAttempts(clock, { minMs: 10, maxMs: 35 });
  const waitsMs: number[] = [];
  for (let failure = 0; failure < 4; failure += 1) {
    assert(attempts.isDue("a"));
    attempts.failed("a", new Error("no route"));
    let waitedMs = 0;
    while (!attempts.isDue("a")) {
      assert(attempts.isDue("b"));
      clock.advanceBy(1);
      waitedMs += 1;
    }
    waitsMs.push(waitedMs);
  }
  assertEquals(waitsMs, [10, 20, 35, 35]);
});

Deno.test("RedemptionAttempts tells of each reason once, until it succeeded or was gone", () => {
  const clock = new SimulatedClock({ startMs: 0 });
  const attempts = new RedemptionAttempts(clock, { minMs: 10, maxMs: 20 });
  assertEquals(attempts.failed("a", new Error("no route")), "no route");
  assertEquals(attempts.failed("a", new Error("no route")), null);
  assertEquals(attempts.failed("a", new Error("refused")), "refused");
  attempts.succeeded("a");
  assert(attempts.isDue("a"));
  assertEquals(attempts.failed("a", new Error("refused")), "refused");
  attempts.keepOnly(new Set(["b"]));
  assert(attempts.isDue("a"));
  assertEquals(attempts.failed("a", "refused"), "refused");
});
