import type { Clock } from "../runtime/clock.ts";

/** Raised when work has not ended in time. The work itself goes on: nobody knows how it ends. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Resolves after `delayMs` (0 or more milliseconds), or at once when `signal` aborts. Never rejects. */
export function pause(
  clock: Clock,
  delayMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const cancel = clock.setTimer(end, delayMs);
  signal?.addEventListener("abort", end, { once: true });
  return promise.finally(() => {
    cancel();
    signal?.removeEventListener("abort", end);
  });
}

/** What is awaited, and for how long. */
export interface DeadlineOptions {
  /** Milliseconds, more than 0. */
  readonly deadlineMs: number;
  /** What the error says was being done, such as `commit journal rows`. */
  readonly action: string;
}

/**
 * Returns what `work` resolves to.
 *
 * @throws {DeadlineError} If it takes longer than the deadline. A later rejection of `work` is swallowed.
 */
export function withDeadline<Value>(
  clock: Clock,
  work: Promise<Value>,
  { deadlineMs, action }: DeadlineOptions,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const cancel = clock.setTimer(
    () =>
      reject(
        new DeadlineError(
          `Cannot ${action} as an answer must come within ${deadlineMs} ms: current value is none`,
        ),
      ),
    deadlineMs,
  );
  work.then(resolve, reject);
  return promise.finally(cancel);
}
