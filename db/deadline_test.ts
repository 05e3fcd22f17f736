import { assertEquals, assertRejects } from "@std/assert";
import { SimulatedClock } from "../runtime/simulated_clock.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import { TEST_DEPS } from "./testing/databases.ts";

const LIMIT = { deadlineMs: 1_001, action: "wait" };

/** Does nothing but keep the process from everything else. */
function block(ms: number): void {
  const { clock } = TEST_DEPS;
  const overAtMs = clock.monotonicMs() + ms;
  while (clock.monotonicMs() < overAtMs);
}

Deno.test("withDeadline() gives up on its deadline and not a millisecond before", async () => {
  const clock = new SimulatedClock();
  let error: unknown = null;
  const { promise, reject } = Promise.withResolvers<string>();
  const late = withDeadline(clock, promise, LIMIT).catch((cause) =>
    error = cause
  );
  clock.advanceBy(1_000);
  await Promise.resolve();
  assertEquals(error, null);
  clock.advanceBy(1);
  await late;
  assertEquals(error instanceof DeadlineError, true);
  // Nobody is left to hear it.
  reject(new Error("Too late"));
});

Deno.test("withDeadline() leaves no timer once the work has ended", async () => {
  const clock = new SimulatedClock();
  assertEquals(await withDeadline(clock, Promise.resolve(7), LIMIT), 7);
  const second = Promise.withResolvers<number>();
  const slow = withDeadline(clock, second.promise, LIMIT);
  clock.advanceBy(600);
  second.resolve(8);
  assertEquals(await slow, 8);
  assertEquals(clock.nextTimerAtMs(), null);
  await assertRejects(
    () => withDeadline(clock, Promise.reject(new TypeError("No")), LIMIT),
    TypeError,
  );
});

Deno.test("withDeadline() reads an answer that came while the process could not run", async () => {
  const echo = new Deno.Command("cat", { stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = echo.stdin.getWriter();
  const reader = echo.stdout.getReader();
  for (let round = 0; round < 5; round++) {
    await writer.write(new TextEncoder().encode("hello"));
    const answer = withDeadline(TEST_DEPS.clock, reader.read(), {
      deadlineMs: 40,
      action: "hear an echo",
    });
    block(200);
    assertEquals((await answer).value?.length, 5);
  }
  await writer.close();
  await reader.cancel();
  await echo.status;
});
