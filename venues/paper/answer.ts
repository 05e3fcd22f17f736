import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";

/**
 * Returns `answer`, unless `signal` is aborted before it is there.
 *
 * @throws {AmbiguousOutcomeError} If nobody waits any more: what was asked for happens nevertheless.
 */
export function unlessAborted<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onAbort = (): void =>
    reject(
      new AmbiguousOutcomeError(
        "Cannot tell what became of the order as the venue must answer in time: current value is no answer",
      ),
    );
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  answer.then((value) => {
    signal.removeEventListener("abort", onAbort);
    resolve(value);
  });
  return promise;
}
