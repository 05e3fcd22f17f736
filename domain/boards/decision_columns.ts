/** A forecast on its way to a resolution, as it is kept: 21 bytes each, since there are millions. */
export interface KeptForecast {
  /** Place of its contestant. */
  readonly contestant: number;
  /** Which wake-up of its market made it, so that forecasts of one moment find each other. */
  readonly wake: number;
  /** In billionths. */
  readonly probability: number;
  /** In billionths; `null` where nobody quoted. */
  readonly marketProbability: number | null;
  /** Place in `HORIZONS`. */
  readonly horizon: number;
}

/** Ends the list of a market's forecasts. */
export const NO_FORECAST = 0xffffffff;
const NO_PRICE = 0xffffffff;
const FIRST_CAPACITY = 1_024;

/** Forecasts of all markets, each linked to the one before it in the same market. */
export class DecisionColumns {
  #length = 0;
  #contestants = new Uint16Array(FIRST_CAPACITY);
  #wakes = new Uint32Array(FIRST_CAPACITY);
  #probabilities = new Uint32Array(FIRST_CAPACITY);
  #marketProbabilities = new Uint32Array(FIRST_CAPACITY);
  #horizons = new Uint8Array(FIRST_CAPACITY);
  #before = new Uint32Array(FIRST_CAPACITY);

  /** Forecasts kept. */
  get length(): number {
    return this.#length;
  }

  /**
   * Keeps a forecast.
   *
   * @param before The place of the market's newest forecast so far, or `NO_FORECAST`.
   * @returns Its place.
   */
  push(forecast: KeptForecast, before: number): number {
    const place = this.#length++;
    if (place >= this.#before.length) this.#grow();
    this.#contestants[place] = forecast.contestant;
    this.#wakes[place] = forecast.wake;
    this.#probabilities[place] = forecast.probability;
    this.#marketProbabilities[place] = forecast.marketProbability ?? NO_PRICE;
    this.#horizons[place] = forecast.horizon;
    this.#before[place] = before;
    return place;
  }

  /** Yields the forecasts of a market from its newest, at `place`, back to its first. */
  *from(place: number): Generator<KeptForecast> {
    for (
      let at = place;
      at !== NO_FORECAST;
      at = this.#before[at] ?? NO_FORECAST
    ) {
      const marketProbability = this.#marketProbabilities[at] ?? NO_PRICE;
      yield {
        contestant: this.#contestants[at] ?? 0,
        wake: this.#wakes[at] ?? 0,
        probability: this.#probabilities[at] ?? 0,
        marketProbability: marketProbability === NO_PRICE
          ? null
          : marketProbability,
        horizon: this.#horizons[at] ?? 0,
      };
    }
  }

  #grow(): void {
    const capacity = 2 * this.#before.length;
    this.#contestants = widened(this.#contestants, new Uint16Array(capacity));
    this.#wakes = widened(this.#wakes, new Uint32Array(capacity));
    this.#probabilities = widened(
      this.#probabilities,
      new Uint32Array(capacity),
    );
    this.#marketProbabilities = widened(
      this.#marketProbabilities,
      new Uint32Array(capacity),
    );
    this.#horizons = widened(this.#horizons, new Uint8Array(capacity));
    this.#before = widened(this.#before, new Uint32Array(capacity));
  }
}

function widened<Column extends Uint8Array | Uint16Array | Uint32Array>(
  column: Column,
  wide: Column,
): Column {
  wide.set(column);
  return wide;
}
