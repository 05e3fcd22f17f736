import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime, TimeError } from "@std/testing/time";

const realSetTimeout = globalThis.setTimeout;
const RealDate = globalThis.Date;

Deno.test("FakeTime replaces the globals and gives them back", () => {
  {
    using time = new FakeTime(1_000);
    assert(globalThis.setTimeout !== realSetTimeout);
    assertEquals([Date.now(), new Date().getTime(), time.now, time.start], [
      1_000,
      1_000,
      1_000,
      1_000,
    ]);
    assertEquals(new Date(5).getTime(), 5);
    assert(new Date() instanceof Date);
    assert(new Date() instanceof RealDate);
  }
  assertStrictEquals(globalThis.setTimeout, realSetTimeout);
  assertStrictEquals(globalThis.Date, RealDate);
});

Deno.test("FakeTime starts at a number, a date, a text or now", () => {
  for (
    const start of [
      86_400_000,
      new Date(86_400_000),
      "1970-01-02T00:00:00.000Z",
    ]
  ) {
    using time = new FakeTime(start);
    assertEquals(time.start, 86_400_000);
  }
  const before = Date.now();
  using time = new FakeTime();
  assert(time.start >= before);
});

Deno.test("FakeTime refuses an invalid start, a second fake and a second restore", () => {
  assertThrows(() => new FakeTime("yesterday-ish"), TypeError);
  const time = new FakeTime();
  assertThrows(() => new FakeTime(), TimeError);
  time.restore();
  assertThrows(() => time.restore(), TimeError);
  assertThrows(() => FakeTime.restore(), TimeError);
});

Deno.test("tick() fires timers in order of time, then of arming, at their own time", () => {
  using time = new FakeTime(0);
  const fired: string[] = [];
  const note = (name: string) => fired.push(`${name}@${Date.now()}`);
  setTimeout(note, 20, "late");
  const interval = setInterval(note, 10, "every");
  setTimeout(note, 10, "early");
  setTimeout(note, 0, "now");
  time.tick();
  assertEquals(fired, ["now@0"]);
  time.tick(20);
  assertEquals(fired, ["now@0", "every@10", "early@10", "late@20", "every@20"]);
  clearInterval(interval);
  time.tick(100);
  assertEquals(fired.length, 5);
  assertEquals(time.now, 120);
});

Deno.test("tick() fires what a callback arms for the same time", () => {
  using time = new FakeTime(0);
  const fired: number[] = [];
  setTimeout(() => setTimeout(() => fired.push(Date.now()), 0), 5);
  time.tick(5);
  assertEquals(fired, [5]);
});

Deno.test("tick() stops at the timer whose callback throws", () => {
  using time = new FakeTime(0);
  const fired: number[] = [];
  setTimeout(() => {
    throw new RangeError("boom");
  }, 5);
  setTimeout(() => fired.push(Date.now()), 7);
  assertThrows(() => time.tick(10), RangeError, "boom");
  assertEquals([time.now, ...fired], [5]);
  time.tick(5);
  assertEquals([time.now, ...fired], [10, 7]);
});

Deno.test("a timer can be cleared, by its callback as well", () => {
  using time = new FakeTime();
  let count = 0;
  clearTimeout(setTimeout(() => count += 100, 1));
  const id = setInterval(() => {
    if (++count === 2) clearInterval(id);
  }, 1);
  clearTimeout(undefined);
  clearTimeout(987_654);
  time.tick(10);
  assertEquals(count, 2);
});

Deno.test("now cannot be set to the past", () => {
  using time = new FakeTime(100);
  assertThrows(() => time.now = 99, RangeError);
  time.now = 100;
  time.now = 150;
  assertEquals(time.now, 150);
});

Deno.test("next() and runAll() go from timer to timer", async () => {
  using time = new FakeTime(0);
  const fired: number[] = [];
  assertFalse(time.next());
  setTimeout(() => fired.push(1), 10);
  setTimeout(() => fired.push(2), 30);
  assert(time.next());
  assertEquals([time.now, ...fired], [10, 1]);
  setTimeout(() => setTimeout(() => fired.push(4), 40), 30);
  time.runAll();
  assertEquals([time.now, ...fired], [80, 1, 2, 4]);
  setTimeout(() => fired.push(5), 5);
  assert(await time.nextAsync());
  assertEquals(time.now, 85);
});

Deno.test("the async forms run microtasks first", async () => {
  using time = new FakeTime(0);
  const order: string[] = [];
  setTimeout(() => order.push("timer"), 10);
  Promise.resolve().then(() => order.push("microtask"));
  await time.tickAsync(10);
  assertEquals(order, ["microtask", "timer"]);
  Promise.resolve().then(() => setTimeout(() => order.push("late"), 5));
  await time.runMicrotasks();
  assertEquals(time.now, 10);
  await time.runAllAsync();
  assertEquals(order, ["microtask", "timer", "late"]);
});

Deno.test("delay() waits in real time and can be aborted", async () => {
  using time = new FakeTime(0);
  await time.delay(1);
  assertEquals(time.now, 0);
  const controller = new AbortController();
  const wait = time.delay(60_000, { signal: controller.signal });
  controller.abort();
  await assertRejects(() => wait, DOMException, "aborted");
  await assertRejects(
    () => time.delay(1, { signal: controller.signal }),
    DOMException,
  );
});

Deno.test("restoreFor() lends the real time to a callback", async () => {
  await assertRejects(() => FakeTime.restoreFor(() => 1), TimeError);
  using time = new FakeTime(0);
  const fake = globalThis.setTimeout;
  const result = await FakeTime.restoreFor(
    (left: number, right: number) => {
      assertStrictEquals(globalThis.setTimeout, realSetTimeout);
      return left + right;
    },
    1,
    2,
  );
  assertEquals([result, time.now], [3, 0]);
  await FakeTime.restoreFor(async () => {
    await Promise.resolve();
    assertStrictEquals(globalThis.setTimeout, realSetTimeout);
  });
  await assertRejects(
    () => FakeTime.restoreFor(() => Promise.reject(new RangeError("no"))),
    RangeError,
  );
  assertStrictEquals(globalThis.setTimeout, fake);
});

Deno.test("AbortSignal.timeout() follows fake time", () => {
  using time = new FakeTime();
  const signal = AbortSignal.timeout(50);
  time.tick(49);
  assertFalse(signal.aborted);
  time.tick(1);
  assert(signal.aborted);
  assertEquals(signal.reason.name, "TimeoutError");
});

Deno.test("advanceRate moves fake time along with real time", async () => {
  using time = new FakeTime(0, { advanceRate: 1_000, advanceFrequency: 1 });
  while (time.now === 0) await time.delay(1);
  assertEquals(time.now % 1_000, 0);
});
