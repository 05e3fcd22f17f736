import { SeededRandom } from "../../runtime/mod.ts";
import { DEVIATION_PER_ROOT_SECOND, IndexPath } from "./index_path.ts";

/**
 * Which simulated markets exist: series of short rounds on the wall clock.
 *
 * A round starts when the one before it ends, so every series has one at any time; the series are shifted
 * against each other so that a round ends at least every 15 seconds. The strikes of a round follow from
 * the index at its start. Nothing depends on when the venue was started: a ticker alone, even of last
 * week, leads back to its market.
 *
 * @module
 */

interface Series {
  readonly code: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly indexName: string;
  readonly roundSeconds: number;
  /** Rounds start at multiples of `roundSeconds` plus this. */
  readonly offsetSeconds: number;
  /** Where strikes lie, in standard deviations of the index over one round. */
  readonly strikeDeviations: readonly number[];
}

/** What a series is about: its index, and what it is sorted under. */
type Subject = Pick<Series, "indexName" | "category" | "tags">;

const HARBOR: Subject = {
  indexName: "Harbor",
  category: "Economics",
  tags: ["Trade", "Shipping"],
};
const SUMMIT: Subject = {
  indexName: "Summit",
  category: "Climate and Weather",
  tags: ["Snow"],
};
const MEADOW: Subject = {
  indexName: "Meadow",
  category: "Agriculture",
  tags: ["Harvest"],
};

const SERIES: readonly Series[] = [
  {
    code: "SIMHARBOR45",
    ...HARBOR,
    roundSeconds: 45,
    offsetSeconds: 0,
    strikeDeviations: [0],
  },
  {
    code: "SIMSUMMIT45",
    ...SUMMIT,
    roundSeconds: 45,
    offsetSeconds: 15,
    strikeDeviations: [0],
  },
  {
    code: "SIMMEADOW45",
    ...MEADOW,
    roundSeconds: 45,
    offsetSeconds: 30,
    strikeDeviations: [0],
  },
  {
    code: "SIMHARBOR60",
    ...HARBOR,
    roundSeconds: 60,
    offsetSeconds: 10,
    strikeDeviations: [0.3],
  },
  {
    code: "SIMSUMMIT60",
    ...SUMMIT,
    roundSeconds: 60,
    offsetSeconds: 40,
    strikeDeviations: [-0.3],
  },
  {
    code: "SIMMEADOW120",
    ...MEADOW,
    roundSeconds: 120,
    offsetSeconds: 20,
    strikeDeviations: [-0.4, 0.4],
  },
];

/** Strikes move by up to this many deviations either way, so that no two rounds look alike. */
const STRIKE_SHIFT_DEVIATIONS = 0.25;
const TICKER_PATTERN = /^(SIM[A-Z]+\d+)-(\d{8})T(\d{6})Z-T\d{1,6}\.\d{2}$/;

/** One simulated market. Times are Unix milliseconds. */
export interface SimulatedMarket {
  readonly ticker: string;
  readonly eventTicker: string;
  readonly title: string;
  readonly index: IndexPath;
  readonly indexName: string;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  /** YES wins if the index is above this at the close. */
  readonly strike: number;
}

/** A series as the venue tells of it. */
export type SimulatedSeries = Readonly<
  Pick<Series, "code" | "category" | "tags" | "indexName">
>;

/** Every series, of any seed. */
export const SIMULATED_SERIES: readonly SimulatedSeries[] = SERIES;

/** All markets of one seed. */
export class Schedule {
  readonly #seed: number;
  readonly #indexes = new Map<string, IndexPath>();

  constructor(seed: number) {
    this.#seed = seed;
    for (const { indexName } of SERIES) {
      this.#indexes.set(indexName, new IndexPath(seed, indexName));
    }
  }

  /** Returns the markets that trade at `nowMs`, soonest close first. */
  tradingAt(nowMs: number): readonly SimulatedMarket[] {
    return SERIES
      .flatMap((series) => this.#round(series, roundAt(series, nowMs)))
      .sort((left, right) => left.closesAtMs - right.closesAtMs);
  }

  /** Returns markets that closed within the `withinMs` before `nowMs`, newest first. */
  closedBefore(nowMs: number, withinMs: number): readonly SimulatedMarket[] {
    const closed = SERIES.flatMap((series) => {
      const newest = roundAt(series, nowMs) - 1;
      const oldest = roundAt(series, nowMs - withinMs);
      return Array.from(
        { length: Math.max(0, newest - oldest + 1) },
        (_, back) => this.#round(series, newest - back),
      ).flat();
    });
    return closed.sort((left, right) => right.closesAtMs - left.closesAtMs);
  }

  /** Returns the market of that ticker if it has opened by `nowMs`, however long ago it closed. */
  find(ticker: string, nowMs: number): SimulatedMarket | null {
    const match = TICKER_PATTERN.exec(ticker);
    const series = SERIES.find(({ code }) => code === match?.[1]);
    if (match === null || series === undefined) return null;
    const closesAtMs = Date.parse(isoTime(match[2] ?? "", match[3] ?? ""));
    const opensAtMs = closesAtMs - series.roundSeconds * 1_000;
    if (!(opensAtMs <= nowMs)) return null;
    return this.#round(series, roundAt(series, opensAtMs))
      .find((market) => market.ticker === ticker) ?? null;
  }

  #round(series: Series, round: number): readonly SimulatedMarket[] {
    const index = this.#indexes.get(series.indexName);
    if (index === undefined) return [];
    const opensAtMs = (round * series.roundSeconds + series.offsetSeconds) *
      1_000;
    const closesAtMs = opensAtMs + series.roundSeconds * 1_000;
    const eventTicker = `${series.code}-${compactTime(closesAtMs)}`;
    const deviation = DEVIATION_PER_ROOT_SECOND *
      Math.sqrt(series.roundSeconds);
    const random = new SeededRandom(this.#seed).fork(eventTicker);
    return series.strikeDeviations.map((deviations) => {
      const shift = (2 * random.next() - 1) * STRIKE_SHIFT_DEVIATIONS;
      const level = index.levelAt(opensAtMs) + (deviations + shift) * deviation;
      const strike = Math.round(level * 100) / 100;
      const printed = strike.toFixed(2);
      const clock = new Date(closesAtMs).toISOString().slice(11, 19);
      return {
        ticker: `${eventTicker}-T${printed}`,
        eventTicker,
        title:
          `Simulated: ${series.indexName} index above ${printed} at ${clock} UTC?`,
        index,
        indexName: series.indexName,
        opensAtMs,
        closesAtMs,
        strike,
      };
    });
  }
}

function roundAt(series: Series, timeMs: number): number {
  return Math.floor(
    (timeMs / 1_000 - series.offsetSeconds) / series.roundSeconds,
  );
}

/** `20261120T120445Z` */
function compactTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+|[-:]/g, "");
}

function isoTime(date: string, time: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T${
    time.slice(0, 2)
  }:${time.slice(2, 4)}:${time.slice(4, 6)}Z`;
}
