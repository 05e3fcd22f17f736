const WINDOW = 1_024;

/** How late frames arrive, in milliseconds; `null` before the first. Clocks that differ show as well, also below 0. */
export interface LagSummary {
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

/** Before anything arrived. */
export const LAG_NONE: LagSummary = { medianMs: null, maxMs: null };

/** How late the newest frames arrived, by the venue's clock and ours. */
export class Lag {
  readonly #window = new Float64Array(WINDOW);
  #count = 0;

  /** Notes a frame that says `sentAtMs` and arrived at `atMs`, both Unix milliseconds. */
  note(sentAtMs: number, atMs: number): void {
    this.#window[this.#count % WINDOW] = atMs - sentAtMs;
    this.#count += 1;
  }

  /** Sums the newest 1,024 frames up. */
  summary(): LagSummary {
    const sorted = this.#window.slice(0, Math.min(this.#count, WINDOW)).sort();
    return {
      medianMs: sorted[sorted.length >> 1] ?? null,
      maxMs: sorted.at(-1) ?? null,
    };
  }
}
