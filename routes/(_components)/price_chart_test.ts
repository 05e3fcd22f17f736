import { assertEquals } from "@std/assert";
import { priceChart, timeSpan, timeTick } from "./price_chart.ts";

const SPAN = { high: "0.75", low: "0.25", close: "0.5" };

Deno.test("priceChart() draws bars where they end, then what came since", () => {
  const chart = priceChart({
    bars: [{ untilMs: 300_000, ...SPAN }],
    points: [{ atMs: 330_000, ...SPAN, close: "1.00" }],
  });
  assertEquals(chart, {
    atMs: [300_000, 330_000],
    high: [75, 75],
    low: [25, 25],
    close: [50, 100],
  });
  const none = { atMs: [], high: [], low: [], close: [] };
  assertEquals(priceChart({ bars: [], points: [] }), none);
});

Deno.test("timeSpan() is all of the chart, and a minute around a single price", () => {
  const spanOf = (...atMs: readonly number[]) =>
    timeSpan(
      priceChart({
        bars: [],
        points: atMs.map((atMs) => ({ ...SPAN, atMs })),
      }),
    );
  assertEquals(spanOf(1_000_000), [970_000, 1_030_000]);
  assertEquals(spanOf(1_000_000, 1_020_000), [980_000, 1_040_000]);
  assertEquals(spanOf(1_000_000, 1_060_000), [1_000_000, 1_060_000]);
  assertEquals(spanOf(0, 500_000), [0, 500_000]);
});

Deno.test("timeTick() tells seconds of minutes, minutes of hours, and days of more", () => {
  const atMs = Date.UTC(2026, 10, 21, 16, 10, 30);
  assertEquals(
    [60_000, 3_600_000, 7 * 86_400_000].map((span) => timeTick(atMs, span)),
    ["16:10:30", "16:10", "11-21 16:10"],
  );
});
