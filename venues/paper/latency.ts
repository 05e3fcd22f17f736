import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";

/** How long messages to the paper exchange take. */
export interface LatencyOptions {
  /** From leaving us to arriving, in milliseconds, 0 or more. */
  readonly latencyMs: number;
  /** What each message may take longer; without it all take the same time. */
  readonly jitter?: LatencyJitter;
  readonly clock: Clock;
}

/** A delay that is drawn for each message. */
export interface LatencyJitter {
  /** Longest addition, in whole milliseconds, 0 or more. */
  readonly maxMs: number;
  readonly random: Random;
}

/** The way to the paper exchange. With jitter, messages may overtake one another. */
export class Latency {
  readonly #options: LatencyOptions;

  constructor(options: LatencyOptions) {
    this.#options = options;
  }

  /**
   * Runs `arrive` when a message is there, at once where nothing takes time.
   *
   * @param message Names it: the same message always takes the same time, whatever else is sent.
   */
  after(message: string, arrive: () => void): void {
    const { latencyMs, jitter, clock } = this.#options;
    const drawnMs = jitter === undefined || jitter.maxMs === 0
      ? 0
      : jitter.random.fork(message).integer(jitter.maxMs + 1);
    const delayMs = latencyMs + drawnMs;
    if (delayMs === 0) arrive();
    else clock.setTimer(arrive, delayMs);
  }
}
