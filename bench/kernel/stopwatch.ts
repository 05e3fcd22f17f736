import process from "node:process";

/**
 * Measures by processor time of this process, all its threads, so that what else runs on the machine does not count.
 *
 * On a machine of its own a run takes as long by the wall, save where garbage is collected by other threads.
 */
export class Stopwatch {
  readonly #startedAt = process.cpuUsage();

  /** Returns the rate of `count` units since the start, in units per second. */
  perSecond(count: number): number {
    const { user, system } = process.cpuUsage(this.#startedAt);
    return count / ((user + system) / 1_000_000);
  }
}
