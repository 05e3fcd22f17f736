import { assertEquals, assertThrows } from "@std/assert";
import { DFLOW_FACTS } from "./dflow/facts.ts";
import { maintenanceAt, rateLimitOf } from "./venue_facts.ts";

Deno.test("maintenanceAt() keeps New York's clock, in summer and in winter", () => {
  const cases = [
    ["2026-11-19T08:00:00Z", true], // Thursday 03:00 EST
    ["2026-11-19T07:59:59Z", false],
    ["2026-11-19T09:59:59Z", true],
    ["2026-11-19T10:00:00Z", false], // 05:00 EST
    ["2026-07-16T07:00:00Z", true], // Thursday 03:00 EDT
    ["2026-07-16T09:00:00Z", false],
    ["2026-11-20T08:30:00Z", false], // Friday
  ] as const;
  for (const [at, isIn] of cases) {
    const { value: windows } = DFLOW_FACTS.maintenance;
    const window = maintenanceAt(windows, Date.parse(at));
    assertEquals(window !== null, isIn, at);
  }
});

Deno.test("rateLimitOf() finds a limit by name and never makes one up", () => {
  assertEquals(rateLimitOf(DFLOW_FACTS, "with a key").refillPerSecond, 10);
  assertThrows(() => rateLimitOf(DFLOW_FACTS, "writes"), RangeError, "writes");
});
