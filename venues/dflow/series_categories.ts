import type { Market } from "../../domain/market.ts";
import { categoryField } from "../../domain/market.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { HttpClient } from "../net/http_client.ts";
import { seriesListSchema } from "./catalog_schema.ts";

/** What a lookup of series needs. */
export interface SeriesCategoriesOptions {
  /** Of the metadata API. */
  readonly http: HttpClient;
  readonly clock: Clock;
}

/** Milliseconds between two questions: a series that the venue does not tell of is not asked for with every listing. */
const ASKED_AGAIN_AFTER_MS = 600_000;

/**
 * What the venue sorts each market under. The protocol says it of series alone; a market's series is what its event's
 * ticker begins with.
 */
export class SeriesCategories {
  readonly #options: SeriesCategoriesOptions;
  #categories: ReadonlyMap<string, string> = new Map();
  #askedAtMs = -Infinity;

  constructor(options: SeriesCategoriesOptions) {
    this.#options = options;
  }

  /**
   * Asks for the series where one of `markets` is of none that is known, at most every ten minutes.
   *
   * @throws {Error} If the venue cannot be asked now: what is known stays, and categories are not worth waiting for.
   */
  async look(markets: readonly Market[], signal: AbortSignal): Promise<void> {
    const { http, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const isKnown = markets.every((market) =>
      this.#categories.has(seriesOf(market))
    );
    if (isKnown || nowMs - this.#askedAtMs < ASKED_AGAIN_AFTER_MS) return;
    this.#askedAtMs = nowMs;
    const { series } = await http.read(
      { method: "GET", path: "/series" },
      seriesListSchema,
      signal,
    );
    this.#categories = new Map(
      series.map(({ ticker, category }) => [ticker, category ?? ""]),
    );
  }

  /** Returns `market` with its category, where the venue has told of one. */
  sorted(market: Market): Market {
    return {
      ...market,
      ...categoryField(this.#categories.get(seriesOf(market))),
    };
  }
}

function seriesOf({ eventTicker, ticker }: Market): string {
  const [series = ""] = (eventTicker || ticker).split("-");
  return series;
}
