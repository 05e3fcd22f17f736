import { assertEquals } from "@std/assert";
import { formatSummary, readSummary } from "./test_summary.ts";

Deno.test("readSummary() counts tests and leaves steps out", () => {
  assertEquals(
    readSummary(
      "FAILED | 1 passed (7 steps) | 2 failed (3 steps) | 4 ignored (1 step) (10ms)\n",
    ),
    { passed: 1, failed: 2, skipped: 4 },
  );
});

Deno.test("readSummary() reads a summary without skipped tests, with filtered ones and with colors", () => {
  const expected = { passed: 12, failed: 0, skipped: 0 };
  for (
    const line of [
      "ok | 12 passed | 0 failed (1m3s)",
      "ok | 12 passed | 0 failed | 31 filtered out (3ms)",
      "ok | 12 passed | 0 failed | 2 measured | 31 filtered out (3ms)",
      "\x1b[32mok\x1b[0m | 12 passed | 0 failed \x1b[38;5;245m(3ms)\x1b[0m",
    ]
  ) {
    assertEquals(
      readSummary(`first\n${line}\n\nerror: after\n`),
      expected,
      line,
    );
  }
});

Deno.test("readSummary() takes the last of several, as a test may print one", () => {
  const output =
    "ok | 9 passed | 0 failed (3ms)\nFAILED | 1 passed | 1 failed (3ms)\n";
  assertEquals(readSummary(output), { passed: 1, failed: 1, skipped: 0 });
});

Deno.test("readSummary() finds nothing where type checking failed", () => {
  assertEquals(readSummary("error: Type checking failed.\n"), null);
});

Deno.test("formatSummary() names skipped tests only where there are some", () => {
  assertEquals(
    formatSummary({ passed: 3, failed: 0, skipped: 0 }),
    "3 passed, 0 failed",
  );
  assertEquals(
    formatSummary({ passed: 3, failed: 1, skipped: 2 }),
    "3 passed, 1 failed, 2 skipped",
  );
});
