import { pause } from "../../runtime/clock.ts";
import { TEST_DEPS } from "./databases.ts";

const PAUSE_MS = 5;
const DEADLINE_MS = 120_000;

/** Resolves as soon as `condition` holds. @throws {Error} If it does not within 30 s. */
export async function until(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const { clock } = TEST_DEPS;
  const overAtMs = clock.monotonicMs() + DEADLINE_MS;
  while (!await condition()) {
    if (clock.monotonicMs() > overAtMs) {
      throw new Error(
        `Cannot go on with the test as a condition must hold within ${DEADLINE_MS} ms: current value is ${condition}`,
      );
    }
    await pause(clock, PAUSE_MS);
  }
}
