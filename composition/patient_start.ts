import {
  AmbiguousOutcomeError,
  TransientVenueError,
} from "../actors/ports/execution.ts";
import type { Log } from "./log.ts";
import { Backoff, type BackoffOptions } from "../runtime/backoff.ts";
import { type Clock, pause } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";

/** What a start waits with. */
export interface PatientStartOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Pick<Log, "warn">;
  /** Ends the waiting. */
  readonly stopping: AbortSignal;
}

const RETRY: BackoffOptions = { minMs: 1_000, maxMs: 30_000, jitter: 0.5 };

/**
 * Asks a venue what must be known before anybody trades, until it answers: an outage of the venue, or a machine that
 * is too busy to wait for it, is no reason for an arena not to start. What an operator has to mend ends the start.
 */
export class PatientStart {
  readonly #options: PatientStartOptions;

  constructor(options: PatientStartOptions) {
    this.#options = options;
  }

  /** @throws {Error} If the venue says no, is not understood, or a stop is asked for. */
  async ask<Answer>(
    question: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const { clock, random, log, stopping } = this.#options;
    const backoff = new Backoff(RETRY, random);
    while (true) {
      try {
        return await question(stopping);
      } catch (error) {
        if (!isOfTheMoment(error)) throw error;
        stopping.throwIfAborted();
        log.warn(
          { err: error, attempt: backoff.attempt },
          "the start waits for the venue",
        );
      }
      await pause(clock, backoff.nextMs(), stopping);
      stopping.throwIfAborted();
    }
  }
}

function isOfTheMoment(error: unknown): boolean {
  return error instanceof TransientVenueError ||
    error instanceof AmbiguousOutcomeError;
}
