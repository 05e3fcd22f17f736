import { assert, assertEquals } from "@std/assert";
import { HandlerTimes } from "./handler_times.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { TestSystem } from "./test_system.ts";

Deno.test("HandlerTimes.summarize() tells mean, slowest, and quantiles to a factor of two", () => {
  const times = new HandlerTimes();
  times.note(99, 0.099); // 1 µs each.
  times.note(1, 3);
  const { count, meanMs, p50Ms, p99Ms, maxMs } = times.summarize();
  assertEquals([count, maxMs], [100, 3]);
  assert(Math.abs(meanMs - 0.03099) < 1e-9);
  assert(p50Ms >= 0.001 && p50Ms <= 0.002, `${p50Ms}`);
  assertEquals(p99Ms, p50Ms);
  times.note(100, 300);
  const slow = times.summarize().p99Ms;
  assert(slow >= 3 && slow <= 6, `${slow}`);
});

Deno.test("HandlerTimes holds nothing, no time at all, and hours", () => {
  const times = new HandlerTimes();
  assertEquals(times.summarize(), {
    count: 0,
    meanMs: 0,
    p50Ms: 0,
    p99Ms: 0,
    maxMs: 0,
  });
  times.note(0, 5);
  times.note(1, 0);
  times.note(1, 3_600_000);
  assertEquals([times.summarize().count, times.summarize().maxMs], [
    2,
    3_600_000,
  ]);
});

Deno.test("HandlerTimes.isDue() picks the first batch and every sixteenth", () => {
  const times = new HandlerTimes();
  const due = Array.from({ length: 33 }, () => times.isDue());
  assertEquals(
    due.flatMap((isDue, index) => isDue ? [index] : []),
    [0, 16, 32],
  );
});

Deno.test("ActorSystem.inspect() tells handler times where the system measures them", async () => {
  const timed = new TestSystem(new ManualDispatcher(), { timesHandlers: true });
  const untimed = new TestSystem();
  for (const test of [timed, untimed]) {
    const slow = test.actor<number>("root/slow", () => ({
      receive: (ms) => test.clock.advanceBy(ms),
    }));
    await test.start([slow]);
    slow.ref.tell(10);
    slow.ref.tell(30);
    test.system.runUntilIdle();
  }
  const { handlerTimes } = timed.inspect("root/slow");
  assertEquals([handlerTimes?.count, handlerTimes?.meanMs], [2, 20]);
  assertEquals(untimed.inspect("root/slow").handlerTimes, undefined);
  await timed.system.stop();
  await untimed.system.stop();
});
