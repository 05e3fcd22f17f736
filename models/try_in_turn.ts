import type { ModelFault } from "../actors/ports/model.ts";
import { Backoff } from "../runtime/backoff.ts";
import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { isTransient } from "./fault.ts";

/** How often and how long something is tried. */
export interface TryOptions {
  readonly clock: Clock;
  /** Of the waits between tries. */
  readonly random: Random;
  /** Milliseconds that all tries and waits may take together. */
  readonly deadlineMs: number;
  /** 1 or more. */
  readonly attemptsMax: number;
}

/** What ends a try from outside. */
export interface TryEnds {
  /** By whoever asked. */
  readonly aborted: AbortSignal;
  /** By the clock. */
  readonly deadline: AbortSignal;
}

const WAIT = { minMs: 500, maxMs: 20_000, jitter: 0.5 };

/**
 * Makes up to `attemptsMax` tries, within one deadline over all of them, and returns the last outcome.
 *
 * @param make One try; ends soon after either signal.
 * @param freeFault Why a try failed, where it has cost nothing; `null` where there is nothing to try again.
 */
export async function tryInTurn<Outcome>(
  make: (ends: TryEnds) => Promise<Outcome>,
  freeFault: (outcome: Outcome) => ModelFault | null,
  { clock, random, deadlineMs, attemptsMax, aborted }: TryOptions & {
    readonly aborted: AbortSignal;
  },
): Promise<Outcome> {
  const deadline = new AbortController();
  const cancelTimer = clock.setTimer(() => deadline.abort(), deadlineMs);
  const ends = { aborted, deadline: deadline.signal };
  const backoff = new Backoff(WAIT, random);
  const startedMs = clock.monotonicMs();
  try {
    for (let tries = 1;; tries += 1) {
      const outcome = await make(ends);
      const found = freeFault(outcome);
      if (found === null || !isTransient(found)) return outcome;
      const waitMs = Math.max(found.retryAfterMs ?? 0, backoff.nextMs());
      const leftMs = startedMs + deadlineMs - clock.monotonicMs();
      if (tries >= attemptsMax || waitMs >= leftMs) return outcome;
      await pause(clock, waitMs, AbortSignal.any([aborted, ends.deadline]));
      if (aborted.aborted || ends.deadline.aborted) return outcome;
    }
  } finally {
    cancelTimer();
  }
}
