import { Cron } from "croner";

/** The times that a cron pattern names, in UTC. It has no timer and looks at no clock. */
export class CronTimes {
  readonly #cron: Cron;

  /**
   * @param pattern Five fields, or six with seconds first.
   * @throws {RangeError} If it is none.
   */
  constructor(pattern: string) {
    try {
      this.#cron = new Cron(pattern, { paused: true, timezone: "UTC" });
    } catch {
      throw new RangeError(
        `Cannot read a cron pattern as it must have five or six fields such as "0 3 * * *": current value is "${pattern}"`,
      );
    }
  }

  /** Returns the first time after `afterMs`; `null` if there is none any more. Unix milliseconds. */
  next(afterMs: number): number | null {
    return this.#cron.nextRun(new Date(afterMs))?.getTime() ?? null;
  }

  /** Returns the last time at or before `atMs`; `null` if there was none. Unix milliseconds. */
  latest(atMs: number): number | null {
    const [latest] = this.#cron.previousRuns(1, new Date(atMs + 1));
    return latest?.getTime() ?? null;
  }
}
