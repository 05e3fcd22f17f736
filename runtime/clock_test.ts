import { assert, assertEquals, assertThrows } from "@std/assert";
import { afterEventLoopTurn, SystemClock } from "./clock.ts";

Deno.test("SystemClock tells whole Unix milliseconds, and a monotonic time that never goes back", () => {
  const clock = new SystemClock();
  assert(Number.isInteger(clock.nowMs()) && clock.nowMs() > 1_700_000_000_000);
  const first = clock.monotonicMs();
  assert(clock.monotonicMs() >= first);
});

Deno.test("SystemClock.setTimer() fires once, or not at all when canceled", async () => {
  const clock = new SystemClock();
  const fired: string[] = [];
  const cancels = [
    clock.setTimer(() => fired.push("canceled"), 0),
    clock.setTimer(() => fired.push("in 30 days"), 30 * 86_400_000), // Longer than setTimeout can wait.
  ];
  cancels[0]?.();
  await new Promise<void>((resolve) => clock.setTimer(resolve, 1));
  assertEquals(fired, []);
  for (const cancel of cancels) cancel();
  assertThrows(
    () => clock.setTimer(() => {}, -1),
    RangeError,
    "current value is -1",
  );
});

Deno.test("afterEventLoopTurn() runs after timers had their turn", async () => {
  await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
});
