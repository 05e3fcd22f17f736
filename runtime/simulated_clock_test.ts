import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SimulatedClock } from "./simulated_clock.ts";

Deno.test("SimulatedClock.advanceTo() fires timers in order of due time, ties in order of creation", () => {
  const clock = new SimulatedClock({ startMs: 1_000 });
  const fired: string[] = [];
  const note = (name: string) => () =>
    void fired.push(`${name}@${clock.nowMs()}`);
  clock.setTimer(note("c"), 20);
  clock.setTimer(note("a"), 10);
  clock.setTimer(note("b"), 10);
  clock.setTimer(note("z"), 31);
  clock.advanceTo(1_030);
  assertEquals(fired, ["a@1010", "b@1010", "c@1020"]);
  assertEquals([clock.nowMs(), clock.monotonicMs(), clock.nextTimerAtMs()], [
    1_030,
    30,
    1_031,
  ]);
});

Deno.test("SimulatedClock.advanceBy() also fires timers that callbacks set", () => {
  const clock = new SimulatedClock();
  const firedAtMs: number[] = [];
  const tick = (): void => {
    firedAtMs.push(clock.nowMs());
    clock.setTimer(tick, 10);
  };
  clock.setTimer(tick, 10);
  clock.advanceBy(35);
  assertEquals(firedAtMs, [10, 20, 30]);
});

Deno.test("SimulatedClock.setTimer() returns a function that cancels once and for all", () => {
  const clock = new SimulatedClock();
  const cancel = clock.setTimer(() => {
    throw new Error("fired");
  }, 5);
  cancel();
  cancel();
  assertEquals(clock.nextTimerAtMs(), null);
  clock.advanceBy(10);
});

Deno.test("SimulatedClock.jumpBy() moves wall time alone", () => {
  const clock = new SimulatedClock({ startMs: 1_000 });
  clock.setTimer(() => {}, 10);
  clock.jumpBy(-500);
  assertEquals([clock.nowMs(), clock.monotonicMs(), clock.nextTimerAtMs()], [
    500,
    0,
    1_010,
  ]);
});

Deno.test("SimulatedClock.afterInstant() runs between two instants", () => {
  const clock = new SimulatedClock();
  const log: string[] = [];
  clock.afterInstant(() => log.push("between"));
  for (const [name, delayMs] of [["a", 1], ["b", 1], ["c", 2]] as const) {
    clock.setTimer(() => void log.push(name), delayMs);
  }
  clock.advanceBy(2);
  assertEquals(log, ["a", "b", "between", "c", "between"]);
});

Deno.test("SimulatedClock.advanceTo() refuses the past and re-entry", () => {
  const clock = new SimulatedClock({ startMs: 100 });
  assertThrows(() => clock.advanceTo(99), RangeError, "current value is 99");
  clock.setTimer(() => clock.advanceBy(1), 1);
  assertThrows(() => clock.advanceBy(1), Error, "must stand still");
  assertThrows(
    () => clock.setTimer(() => {}, -1),
    RangeError,
    "current value is -1",
  );
});

Deno.test("SimulatedClock fires what a sorted list would, also with many cancellations", () => {
  const timer = fc.record({ delayMs: fc.nat(50), isCanceled: fc.boolean() });
  fc.assert(fc.property(fc.array(timer, { maxLength: 300 }), (timers) => {
    const clock = new SimulatedClock();
    const fired: number[] = [];
    const cancels = timers.map(({ delayMs }, index) =>
      clock.setTimer(() => void fired.push(index), delayMs)
    );
    timers.forEach(({ isCanceled }, index) => isCanceled && cancels[index]?.());
    clock.advanceBy(50);
    const expected = [...timers.entries()].filter(([, { isCanceled }]) =>
      !isCanceled
    );
    expected.sort(([, a], [, b]) => a.delayMs - b.delayMs);
    assertEquals(fired, expected.map(([index]) => index));
  }));
});
