import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  pauseSentence,
  TradingPauses,
  type WeeklyWindow,
} from "./trading_pauses.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NEW_YORK = "America/New_York";
const YEARS = [2026, 2027, 2028];
const THURSDAY: WeeklyWindow = {
  weekday: 4,
  from: "03:00",
  to: "05:00",
  timeZone: NEW_YORK,
};
const SINCE = { effectiveFrom: "2026-01-01" };

/** Returns midnight UTC of the `nth` Sunday of a month (1 to 12). */
function sundayOf(year: number, month: number, nth: number): number {
  const firstMs = Date.UTC(year, month - 1, 1);
  const weekday = new Date(firstMs).getUTCDay();
  return firstMs + ((7 - weekday) % 7 + (nth - 1) * 7) * DAY_MS;
}

/** The clock in New York by the law and not by any table: an hour ahead from March's second Sunday to November's first. */
function newYork(atMs: number): { weekday: number; minutes: number } {
  const year = new Date(atMs).getUTCFullYear();
  const summerMs = sundayOf(year, 3, 2) + 7 * HOUR_MS;
  const winterMs = sundayOf(year, 11, 1) + 6 * HOUR_MS;
  const isSummer = summerMs <= atMs && atMs < winterMs;
  const wallMs = atMs - (isSummer ? 4 : 5) * HOUR_MS;
  const weekday = new Date(wallMs).getUTCDay();
  return { weekday, minutes: Math.floor(wallMs % DAY_MS / MINUTE_MS) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function isInside({ weekday, from, to }: WeeklyWindow, atMs: number): boolean {
  const now = newYork(atMs);
  return now.weekday === weekday && minutesOf(from) <= now.minutes &&
    now.minutes < minutesOf(to);
}

/** Minute after minute, as nobody would reckon who has an order to review. */
function resumesAfter(windows: readonly WeeklyWindow[], atMs: number): number {
  let minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  while (windows.some((window) => isInside(window, minuteMs))) {
    minuteMs += MINUTE_MS;
  }
  return minuteMs;
}

function timeOf(minutes: number): string {
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0");
  return `${hours}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Windows of any length, on Sundays more often than not: that is when clocks change. */
const anyWindow: fc.Arbitrary<WeeklyWindow> = fc.tuple(
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 })),
  fc.uniqueArray(fc.integer({ min: 0, max: 1_440 }), {
    minLength: 2,
    maxLength: 2,
  }),
).map(([weekday, times]) => {
  const [from = 0, to = 1] = times.toSorted((left, right) => left - right);
  return {
    weekday,
    from: timeOf(from),
    to: timeOf(to),
    timeZone: NEW_YORK,
  };
});

/** Around the nights on which clocks change as often as anywhere else. */
const anyInstant: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 11, 31) }),
  fc.tuple(
    fc.constantFrom(
      ...YEARS.flatMap((year) => [sundayOf(year, 3, 2), sundayOf(year, 11, 1)]),
    ),
    fc.integer({ min: -DAY_MS, max: 2 * DAY_MS }),
  ).map(([nightMs, awayMs]) => nightMs + awayMs),
);

Deno.test("TradingPauses.at() agrees with the law on summer time, at any instant, asked in any order", () => {
  fc.assert(
    fc.property(
      fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
      fc.array(anyInstant, { minLength: 1, maxLength: 12 }),
      (windows, instants) => {
        const pauses = new TradingPauses([{ value: windows, ...SINCE }]);
        for (const atMs of instants) {
          const pause = pauses.at(atMs);
          const inside = windows.find((window) => isInside(window, atMs));
          assertEquals(pause?.window, inside, new Date(atMs).toISOString());
          if (pause === null) continue;
          assertEquals(pause.resumesAtMs, resumesAfter(windows, atMs));
        }
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("TradingPauses.at() turns at the very millisecond, on every Thursday of three years", () => {
  const pauses = new TradingPauses([{ value: [THURSDAY], ...SINCE }]);
  let atMs = Date.UTC(2026, 0, 1);
  let thursdays = 0;
  for (; atMs < Date.UTC(2029, 0, 1); atMs += DAY_MS) {
    if (new Date(atMs).getUTCDay() !== 4) continue;
    thursdays += 1;
    const hour = newYork(atMs + 12 * HOUR_MS).minutes / 60 === 8 ? 7 : 8;
    const fromMs = atMs + hour * HOUR_MS;
    const untilMs = fromMs + 2 * HOUR_MS;
    assertEquals(pauses.at(fromMs - 1), null);
    assertEquals(pauses.at(untilMs), null);
    for (const insideMs of [fromMs, fromMs + 1, untilMs - 1]) {
      assertEquals(pauses.at(insideMs), {
        window: THURSDAY,
        resumesAtMs: untilMs,
      });
    }
  }
  assertEquals(thursdays, 157);
});

Deno.test("TradingPauses.at() holds each instant to the windows of its day, in one process", () => {
  const moved = { ...THURSDAY, from: "04:00", to: "06:30" };
  const pauses = new TradingPauses([
    { value: [THURSDAY], effectiveFrom: "2026-11-12" },
    { value: [moved], effectiveFrom: "2026-11-19" },
    { value: [], effectiveFrom: "2026-11-26" },
  ]);
  const cases = [
    // Three o'clock in winter is 08:00 UTC.
    ["2026-11-05T08:30:00Z", null],
    ["2026-11-12T08:30:00Z", "2026-11-12T10:00:00Z"],
    ["2026-11-12T10:30:00Z", null],
    ["2026-11-19T08:30:00Z", null],
    ["2026-11-19T09:00:00Z", "2026-11-19T11:30:00Z"],
    ["2026-11-19T11:29:59.999Z", "2026-11-19T11:30:00Z"],
    ["2026-11-26T09:30:00Z", null],
    ["2026-11-12T08:30:00Z", "2026-11-12T10:00:00Z"],
  ] as const;
  for (const [at, resumes] of cases) {
    const pause = pauses.at(Date.parse(at));
    const expected = resumes === null ? undefined : Date.parse(resumes);
    assertEquals(pause?.resumesAtMs, expected, at);
  }
});

Deno.test("TradingPauses.at() ends a pause where the next day's windows do not go on with it, and joins those that touch", () => {
  const night = [
    { weekday: 3, from: "18:00", to: "24:00", timeZone: NEW_YORK },
    { weekday: 4, from: "00:00", to: "01:00", timeZone: NEW_YORK },
  ];
  const joined = new TradingPauses([{ value: night, ...SINCE }]);
  // Wednesday 18:30 in winter to Thursday 01:00.
  const atMs = Date.parse("2026-11-18T23:30:00Z");
  assertEquals(
    joined.at(atMs)?.resumesAtMs,
    Date.parse("2026-11-19T06:00:00Z"),
  );
  const given = new TradingPauses([
    { value: night, ...SINCE },
    { value: [], effectiveFrom: "2026-11-19" },
  ]);
  assertEquals(given.at(atMs)?.resumesAtMs, Date.parse("2026-11-19T00:00:00Z"));
});

Deno.test("TradingPauses takes no window beyond a day and no days out of order", () => {
  for (
    const wrong of [
      { from: "05:00", to: "03:00" },
      { from: "03:00", to: "03:00" },
      { from: "3:00", to: "05:00" },
      { from: "03:00", to: "24:01" },
      { weekday: 7 },
    ]
  ) {
    const value = [{ ...THURSDAY, ...wrong }];
    assertThrows(() => new TradingPauses([{ value, ...SINCE }]), RangeError);
  }
  assertThrows(
    () => new TradingPauses([{ value: [], ...SINCE }, { value: [], ...SINCE }]),
    RangeError,
    "current value is 2026-01-01",
  );
});

Deno.test("pauseSentence() names venue, window and the next opening", () => {
  const pauses = new TradingPauses([{ value: [THURSDAY], ...SINCE }]);
  const pause = pauses.at(Date.parse("2026-07-16T07:30:00Z"));
  assert(pause !== null);
  assertEquals(
    pauseSentence("Kalshi", pause),
    "Nothing is traded at Kalshi on Thursdays from 03:00 to 05:00 in America/New_York, until 2026-07-16 09:00 UTC.",
  );
});
