/** Options of `RestartWindow`. */
export interface RestartWindowOptions {
  /** Restarts tolerated within `periodMs`, an integer of 0 or more. */
  readonly intensity: number;
  /** Length of the window in milliseconds, more than 0. */
  readonly periodMs: number;
}

/** Counts restarts in a sliding window, as OTP does: one more than `intensity` within `periodMs` is too many. */
export class RestartWindow {
  readonly #options: RestartWindowOptions;
  #restartsAtMs: number[] = [];

  /** @throws {RangeError} If an option is outside its range. */
  constructor(options: RestartWindowOptions) {
    const { intensity, periodMs } = options;
    if (!Number.isInteger(intensity) || intensity < 0) {
      throw new RangeError(
        `Cannot supervise as 'intensity' must be an integer of 0 or more: current value is ${intensity}`,
      );
    }
    if (!(periodMs > 0)) {
      throw new RangeError(
        `Cannot supervise as 'periodMs' must be more than 0: current value is ${periodMs}`,
      );
    }
    this.#options = options;
  }

  /** Counts a restart at `nowMs` (monotonic) and returns whether it is still tolerated. */
  tolerates(nowMs: number): boolean {
    const sinceMs = nowMs - this.#options.periodMs;
    this.#restartsAtMs = this.#restartsAtMs.filter((atMs) => atMs >= sinceMs);
    this.#restartsAtMs.push(nowMs);
    return this.#restartsAtMs.length <= this.#options.intensity;
  }

  /** Forgets all restarts, as a restarted supervisor does. */
  clear(): void {
    this.#restartsAtMs = [];
  }
}
