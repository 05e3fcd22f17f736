import { assertEquals, assertThrows } from "@std/assert";
import { CronTimes } from "./cron_times.ts";

const NOON_MS = Date.parse("2026-05-13T12:00:00Z");

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

Deno.test("next() is after the instant, latest() at or before it", () => {
  const daily = new CronTimes("0 12 * * *");
  assertEquals(iso(daily.next(NOON_MS)), "2026-05-14T12:00:00.000Z");
  assertEquals(iso(daily.next(NOON_MS - 1)), "2026-05-13T12:00:00.000Z");
  assertEquals(iso(daily.latest(NOON_MS)), "2026-05-13T12:00:00.000Z");
  assertEquals(iso(daily.latest(NOON_MS - 1)), "2026-05-12T12:00:00.000Z");
});

Deno.test("six fields begin with seconds, and all are in UTC", () => {
  const often = new CronTimes("*/30 * * * * *");
  assertEquals(iso(often.next(NOON_MS)), "2026-05-13T12:00:30.000Z");
  assertEquals(iso(often.latest(NOON_MS - 1)), "2026-05-13T11:59:30.000Z");
});

Deno.test("a pattern that never comes has no times, and what is no pattern is refused", () => {
  const never = new CronTimes("0 0 30 2 *");
  assertEquals([never.next(NOON_MS), never.latest(NOON_MS)], [null, null]);
  assertThrows(
    () => new CronTimes("at noon"),
    RangeError,
    'current value is "at noon"',
  );
});
