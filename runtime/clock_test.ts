import { assert, assertEquals, assertThrows } from "@std/assert";
import { afterEventLoopTurn, pause, SystemClock } from "./clock.ts";
import { SimulatedClock } from "./simulated_clock.ts";

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

Deno.test("pause() resolves once its time is over, with a signal and without", async () => {
  const clock = new SimulatedClock();
  const ended: string[] = [];
  const pauses = [
    pause(clock, 5).then(() => ended.push("bare")),
    pause(clock, 5, new AbortController().signal).then(() =>
      ended.push("with a signal")
    ),
  ];
  clock.advanceTo(clock.nowMs() + 4);
  await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  assertEquals(ended, []);
  clock.advanceTo(clock.nowMs() + 1);
  await Promise.all(pauses);
  assertEquals(ended, ["bare", "with a signal"]);
});

Deno.test("pause() ends with its signal and leaves no timer", async () => {
  const clock = new SimulatedClock();
  const controller = new AbortController();
  const paused = pause(clock, 5, controller.signal);
  controller.abort();
  await paused;
  await pause(clock, 5, controller.signal);
  assertEquals(clock.nextTimerAtMs(), null);
});

Deno.test("afterEventLoopTurn() runs after timers had their turn", async () => {
  await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
});
