import { type BinSums } from "../scoring/bin_sums.ts";
import { TEN_BINS } from "../scoring/binning.ts";
import { LOG_LOSS_EPSILON } from "../scoring/log_loss.ts";

/** A forecast in whole billionths, as the boards count: what is added can be taken out without a trace. */
export interface CountedForecast {
  /** That YES happens, 0 to a billion. */
  readonly probability: number;
  /** What the market said then; `null` where nobody quoted. */
  readonly marketProbability: number | null;
  readonly happened: boolean;
}

/** Billionths to one. */
export const NANO = 1_000_000_000;

/** Places of the sums of one bin. */
const COUNT = 0;
const HAPPENED = 1;
const SUM = 2;
const SQUARES = 3;
const SUM_HAPPENED = 4;
const BIN_FIELDS = 5;

/** Places of the other sums, after those of the bins. */
const LOG_LOSS = TEN_BINS.bins * BIN_FIELDS;
const COMPARED = LOG_LOSS + 1;
const COMPARED_BRIER = LOG_LOSS + 2;
const MARKET_BRIER = LOG_LOSS + 3;
const FIELDS = LOG_LOSS + 4;

/** Returns the Brier score of a counted forecast in whole billionths. */
export function countedBrier(probability: number, happened: boolean): number {
  const off = (happened ? NANO - probability : probability) / NANO;
  return Math.round(off * off * NANO);
}

function countedLogLoss(probability: number, happened: boolean): number {
  const given = (happened ? probability : NANO - probability) / NANO;
  return Math.round(Math.max(0, -Math.log(given + LOG_LOSS_EPSILON)) * NANO);
}

/**
 * What the scores of many forecasts add up to. Every sum is a whole number of billionths, so that forecasts can be
 * added and taken out in any order, one at a time, and the same ones always come to the same; this holds up to some
 * five million forecasts, where a sum leaves the whole numbers of a double.
 */
export class ScoreTally {
  readonly #sums = new Float64Array(FIELDS);

  /** Forecasts counted. */
  get count(): number {
    let count = 0;
    for (let bin = 0; bin < TEN_BINS.bins; bin++) {
      count += this.#at(bin * BIN_FIELDS + COUNT);
    }
    return count;
  }

  /** Counts a forecast, or with −1 takes out one that was counted. */
  add(forecast: CountedForecast, times: 1 | -1 = 1): void {
    const { probability, marketProbability, happened } = forecast;
    const first = TEN_BINS.binOf(probability / NANO) * BIN_FIELDS;
    this.#plus(first + COUNT, times);
    this.#plus(first + SUM, times * probability);
    this.#plus(
      first + SQUARES,
      times * countedBrier(probability, false),
    );
    if (happened) {
      this.#plus(first + HAPPENED, times);
      this.#plus(first + SUM_HAPPENED, times * probability);
    }
    this.#plus(LOG_LOSS, times * countedLogLoss(probability, happened));
    if (marketProbability === null) return;
    this.#plus(COMPARED, times);
    this.#plus(COMPARED_BRIER, times * countedBrier(probability, happened));
    this.#plus(
      MARKET_BRIER,
      times * countedBrier(marketProbability, happened),
    );
  }

  /** Returns the sums of each of the ten bins, as numbers of one. */
  bins(): readonly BinSums[] {
    return Array.from({ length: TEN_BINS.bins }, (_, bin) => {
      const first = bin * BIN_FIELDS;
      return {
        count: this.#at(first + COUNT),
        happened: this.#at(first + HAPPENED),
        probability: this.#at(first + SUM) / NANO,
        probabilitySquared: this.#at(first + SQUARES) / NANO,
        probabilityHappened: this.#at(first + SUM_HAPPENED) / NANO,
      };
    });
  }

  /** Mean Brier score, 0 to 1; `null` of none. */
  get brier(): number | null {
    const count = this.count;
    let sum = 0;
    for (let bin = 0; bin < TEN_BINS.bins; bin++) {
      const first = bin * BIN_FIELDS;
      // (p − 1)² = p² − 2p + 1 of those that happened.
      sum += this.#at(first + SQUARES) - 2 * this.#at(first + SUM_HAPPENED) +
        NANO * this.#at(first + HAPPENED);
    }
    return count === 0 ? null : sum / NANO / count;
  }

  /** Mean log loss in nats; `null` of none. */
  get logLoss(): number | null {
    const count = this.count;
    return count === 0 ? null : this.#at(LOG_LOSS) / NANO / count;
  }

  /** How forecasts compare with the market's own, over those that have one beside them; `null` of none. */
  get market(): { n: number; brier: number; marketBrier: number } | null {
    const n = this.#at(COMPARED);
    return n === 0 ? null : {
      n,
      brier: this.#at(COMPARED_BRIER) / NANO / n,
      marketBrier: this.#at(MARKET_BRIER) / NANO / n,
    };
  }

  #at(place: number): number {
    return this.#sums[place] ?? 0;
  }

  #plus(place: number, amount: number): void {
    this.#sums[place] = this.#at(place) + amount;
  }
}
