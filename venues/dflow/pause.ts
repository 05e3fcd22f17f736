import type { Clock } from "../../runtime/clock.ts";

/** Resolves after `delayMs` (0 or more milliseconds) of `clock`, or at once when `signal` is aborted. */
export function pause(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) {
    resolve();
    return promise;
  }
  const finish = () => {
    cancelTimer();
    signal.removeEventListener("abort", finish);
    resolve();
  };
  const cancelTimer = clock.setTimer(finish, delayMs);
  signal.addEventListener("abort", finish, { once: true });
  return promise;
}
