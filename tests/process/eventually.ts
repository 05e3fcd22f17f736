const PAUSE_MS = 50;

/**
 * Resolves with the first answer of `probe` that is not `null`.
 *
 * @param wanted What is waited for, for the error.
 * @param deadlineMs Longest wait in milliseconds, above 0.
 * @throws {Error} If there is none in time.
 */
export async function eventually<Answer>(
  wanted: string,
  deadlineMs: number,
  probe: () => Answer | null | Promise<Answer | null>,
): Promise<Answer> {
  const overAtMs = performance.now() + deadlineMs;
  while (performance.now() < overAtMs) {
    const answer = await probe();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(
    `Cannot go on with the test as this must be within ${deadlineMs} ms: current value is not "${wanted}"`,
  );
}

/** Returns what `promise` resolves with. @throws {Error} If that takes longer than `deadlineMs` milliseconds. */
export async function within<Answer>(
  wanted: string,
  deadlineMs: number,
  promise: Promise<Answer>,
): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new Error(
          `Cannot go on with the test as this must be within ${deadlineMs} ms: current value is not "${wanted}"`,
        ),
      ),
    deadlineMs,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
