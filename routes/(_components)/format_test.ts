import { assertEquals } from "@std/assert";
import * as format from "./format.ts";

Deno.test("dollars() and signedDollars() print cents and a true minus", () => {
  assertEquals(format.dollars("10340.87"), "$10,340.87");
  assertEquals(format.dollars("-0.50"), "\u2212$0.50");
  assertEquals(format.signedDollars("12.30"), "+$12.30");
  assertEquals(format.signedDollars("-12.30"), "\u2212$12.30");
  assertEquals(format.signedDollars("0.00"), "$0.00");
  assertEquals(format.wholeDollars("9999.60"), "$10,000");
});

Deno.test("signedPercent() has no sign where nothing is left after rounding", () => {
  assertEquals(format.signedPercent(0.0124), "+1.24 %");
  assertEquals(format.signedPercent(-0.0124), "\u22121.24 %");
  assertEquals(format.signedPercent(-0.00001), "0.00 %");
});

Deno.test("cents() prints a dash where nobody quotes", () => {
  assertEquals(format.cents("0.425"), "42.5¢");
  assertEquals(format.cents(null), "–");
});

Deno.test("microseconds() takes the unit that leaves few digits", () => {
  assertEquals(
    [0, 30, 999, 4_200, 150_000, 2_000_000].map(format.microseconds),
    ["0 µs", "30 µs", "999 µs", "4.2 ms", "150.0 ms", "2.0 s"],
  );
});

Deno.test("countdown() counts down to zero and not further", () => {
  const left = (ms: number) => format.countdown(ms, 0);
  assertEquals(left(-5_000), "0:00");
  assertEquals(left(1), "0:01");
  assertEquals(left(247_000), "4:07");
  assertEquals(left(7_447_000), "2:04:07");
  assertEquals(left(3 * 86_400_000 + 7_440_000), "3 d 02:04");
});

Deno.test("timeOfDay() is in UTC", () => {
  assertEquals(format.timeOfDay(1_780_000_000_000), "20:26:40");
});
