import type { Resolution } from "./market.ts";

/** How the markets of one series resolved. */
export interface SeriesRecord {
  readonly yes: number;
  readonly no: number;
}

const NO_RECORD: SeriesRecord = { yes: 0, no: 0 };

/** Returns the series of a ticker: what stands before its first hyphen. */
function seriesOf(ticker: string): string {
  return ticker.split("-", 1)[0] ?? ticker;
}

/** How the markets of each series that are over resolved; void and scalar ones count for neither side. */
export class SeriesRecords {
  readonly #records = new Map<string, SeriesRecord>();

  /** Returns the record of a ticker's series. */
  of(ticker: string): SeriesRecord {
    return this.#records.get(seriesOf(ticker)) ?? NO_RECORD;
  }

  /** Counts a market that is over. */
  count(ticker: string, resolution: Resolution | null): void {
    const { yes, no } = this.of(ticker);
    if (resolution?.kind === "yes") {
      this.#records.set(seriesOf(ticker), { yes: yes + 1, no });
    }
    if (resolution?.kind === "no") {
      this.#records.set(seriesOf(ticker), { yes, no: no + 1 });
    }
  }
}
