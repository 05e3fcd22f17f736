import type { Clock } from "../runtime/clock.ts";

/** Raised when work has not ended in time. The work itself goes on: nobody knows how it ends. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
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
 * The deadline is in two halves: a process that could not run for one of them reads the answer in the other. On a
 * busy machine an answer that is there would count as none otherwise, again and again.
 *
 * @throws {DeadlineError} If it takes longer than the deadline. A later rejection of `work` is swallowed.
 */
export function withDeadline<Value>(
  clock: Clock,
  work: Promise<Value>,
  { deadlineMs, action }: DeadlineOptions,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const halfMs = Math.floor(deadlineMs / 2);
  const giveUp = () =>
    reject(
      new DeadlineError(
        `Cannot ${action} as an answer must come within ${deadlineMs} ms: current value is none`,
      ),
    );
  let cancel = clock.setTimer(() => {
    cancel = clock.setTimer(giveUp, deadlineMs - halfMs);
  }, halfMs);
  work.then(resolve, reject);
  return promise.finally(() => cancel());
}
