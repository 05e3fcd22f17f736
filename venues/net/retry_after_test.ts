import { assertEquals } from "@std/assert";
import { retryAfterMs } from "./retry_after.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 6);

Deno.test("retryAfterMs() reads seconds and dates, and nothing into anything else", () => {
  assertEquals(retryAfterMs("3", NOW_MS), 3_000);
  assertEquals(retryAfterMs(" 0.25 ", NOW_MS), 250);
  assertEquals(
    retryAfterMs("Sat, 21 Nov 2026 06:00:07 GMT", NOW_MS),
    7_000,
  );
  assertEquals(retryAfterMs("Sat, 21 Nov 2026 05:00:00 GMT", NOW_MS), 0);
  assertEquals(retryAfterMs("soon", NOW_MS), null);
  assertEquals(retryAfterMs(null, NOW_MS), null);
});
