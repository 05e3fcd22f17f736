import { assertEquals, assertThrows } from "@std/assert";
import { DFLOW_FACTS } from "./dflow/facts.ts";
import { rateLimitOf } from "./venue_facts.ts";

Deno.test("rateLimitOf() finds a limit by name and never makes one up", () => {
  assertEquals(rateLimitOf(DFLOW_FACTS, "with a key").refillPerSecond, 10);
  assertThrows(() => rateLimitOf(DFLOW_FACTS, "writes"), RangeError, "writes");
});
