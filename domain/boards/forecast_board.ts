import type { Decision } from "../decision.ts";
import type { ContestantId, MarketId } from "../ids.ts";
import type { Market, Resolution } from "../market.ts";
import { underlyingEventOf } from "../underlying.ts";
import {
  DecisionColumns,
  type KeptForecast,
  NO_FORECAST,
} from "./decision_columns.ts";
import { horizonOf, HORIZONS } from "./horizon.ts";
import { categoryOf } from "./market_category.ts";
import { PairDifferences } from "./pair_differences.ts";
import { countedBrier, NANO, ScoreTally } from "./score_tally.ts";

/** A market as the board knows it. */
interface ForecastMarket {
  readonly place: number;
  readonly event: number;
  readonly category: string;
  readonly closesAtMs: number;
  newest: number;
  /** Wake-ups so far; `null` once it resolved, when no more forecasts come. */
  wakes: Map<string, number> | null;
  /** What its forecasts are scored by; `null` while they are not. */
  scored: boolean | null;
}

/** The scores of one contestant: all, and each class of them. */
export interface ContestantScores {
  readonly id: ContestantId;
  readonly all: ScoreTally;
  readonly byCategory: ReadonlyMap<string, ScoreTally>;
  /** In the order of `HORIZONS`. */
  readonly byHorizon: readonly ScoreTally[];
  /** Markets that it forecast and that are scored. */
  readonly markets: number;
}

/** Two contestants and where they differ. */
export interface ContestantPair {
  readonly left: ContestantId;
  readonly right: ContestantId;
  readonly differences: PairDifferences;
}

interface Scores extends ContestantScores {
  readonly byCategory: Map<string, ScoreTally>;
  markets: number;
}

/**
 * Who forecasts well. Forecasts wait until their market resolves YES or NO; a market that is void, or pays a share,
 * scores nobody. A settlement costs as much as its own market has forecasts, however long the history is, and can be
 * taken back without a trace.
 */
export class ForecastBoard {
  readonly #columns = new DecisionColumns();
  readonly #markets = new Map<MarketId, ForecastMarket>();
  readonly #events = new Map<string, number>();
  readonly #places = new Map<ContestantId, number>();
  readonly #scores: Scores[] = [];
  /** By `#pairPlace`; `null` for two that never met. */
  readonly #pairs: (PairDifferences | null)[] = [];

  /** Forecasts seen, resolved or not. */
  get forecasts(): number {
    return this.#columns.length;
  }

  /** Everybody's scores, in the order of their enrolment. */
  get contestants(): readonly ContestantScores[] {
    return this.#scores;
  }

  /** Every two that forecast at the same wake-up of a market that is scored. */
  pairs(): readonly ContestantPair[] {
    return this.#scores.flatMap(({ id: right }, at) =>
      this.#scores.slice(0, at).flatMap(({ id: left }, other) => {
        const differences = this.#pairs[pairPlace(other, at)];
        return differences ? [{ left, right, differences }] : [];
      })
    );
  }

  enroll(id: ContestantId): void {
    if (this.#places.has(id)) return;
    this.#places.set(id, this.#scores.length);
    this.#scores.push({
      id,
      all: new ScoreTally(),
      byCategory: new Map(),
      byHorizon: HORIZONS.map(() => new ScoreTally()),
      markets: 0,
    });
  }

  list(market: Market): void {
    if (this.#markets.has(market.id)) return;
    const name = underlyingEventOf(market);
    const event = this.#events.get(name) ?? this.#events.size;
    this.#events.set(name, event);
    this.#markets.set(market.id, {
      place: this.#markets.size,
      event,
      category: categoryOf(market),
      closesAtMs: market.closesAtMs,
      newest: NO_FORECAST,
      wakes: new Map(),
      scored: null,
    });
  }

  /** Keeps what a decision forecasts. What comes after its market resolved is not kept: it knew. */
  decide(decision: Decision): void {
    const market = this.#markets.get(decision.marketId);
    const contestant = this.#places.get(decision.contestantId);
    if (market === undefined || contestant === undefined) return;
    const { wakes } = market;
    if (wakes === null) return;
    const wake = wakes.get(decision.causationId) ?? wakes.size;
    wakes.set(decision.causationId, wake);
    const { probabilityYes, marketProbability } = decision;
    market.newest = this.#columns.push({
      contestant,
      wake,
      probability: Math.round(probabilityYes * NANO),
      marketProbability: marketProbability === null
        ? null
        : Math.round(marketProbability * NANO),
      horizon: horizonOf(market.closesAtMs - decision.decidedAtMs),
    }, market.newest);
  }

  /** Scores a market's forecasts by its resolution, after taking back what an earlier one made of them. */
  resolve(id: MarketId, resolution: Resolution | null): void {
    const market = this.#markets.get(id);
    if (market === undefined) return;
    const kind = resolution?.kind;
    const scored = kind === "yes" ? true : kind === "no" ? false : null;
    if (resolution !== null) market.wakes = null;
    if (scored === market.scored) return;
    if (market.scored !== null) this.#score(market, market.scored, -1);
    if (scored !== null) this.#score(market, scored, 1);
    market.scored = scored;
  }

  #score(market: ForecastMarket, happened: boolean, times: 1 | -1): void {
    const kept = [...this.#columns.from(market.newest)].reverse();
    const seen = new Set<number>();
    for (const { contestant, horizon, ...forecast } of kept) {
      const scores = this.#scores[contestant];
      if (scores === undefined) continue;
      seen.add(contestant);
      const counted = { ...forecast, happened };
      scores.all.add(counted, times);
      scores.byHorizon[horizon]?.add(counted, times);
      this.#categoryOf(scores, market.category).add(counted, times);
    }
    for (const contestant of seen) {
      const scores = this.#scores[contestant];
      if (scores !== undefined) scores.markets += times;
    }
    this.#compare(market, { kept, seen: [...seen], happened, times });
  }

  #categoryOf({ byCategory }: Scores, category: string): ScoreTally {
    const known = byCategory.get(category);
    if (known !== undefined) return known;
    const tally = new ScoreTally();
    byCategory.set(category, tally);
    return tally;
  }

  #compare(
    market: ForecastMarket,
    { kept, seen, happened, times }: {
      readonly kept: readonly KeptForecast[];
      readonly seen: readonly number[];
      readonly happened: boolean;
      readonly times: 1 | -1;
    },
  ): void {
    const differences = times === 1 ? pairedMeans(kept, happened) : null;
    for (const [at, right] of seen.entries()) {
      for (const left of seen.slice(0, at)) {
        const place = pairPlace(Math.min(left, right), Math.max(left, right));
        if (differences === null) this.#pairs[place]?.remove(market.place);
        const mean = differences?.get(place);
        if (mean === undefined) continue;
        const pair = this.#pairs[place] ??= new PairDifferences();
        pair.set(market.place, market.event, mean);
      }
    }
  }
}

/** Numbers the pairs (0, 1), (0, 2), (1, 2), (0, 3) …, so that a newcomer moves none. */
function pairPlace(left: number, right: number): number {
  return right * (right - 1) / 2 + left;
}

/** Returns the mean difference in Brier scores of every two that forecast at the same wake-ups, by pair. */
function pairedMeans(
  kept: readonly KeptForecast[],
  happened: boolean,
): ReadonlyMap<number, number> {
  const byWake = new Map<number, Map<number, number>>();
  for (const { wake, contestant, probability } of kept) {
    const briers = byWake.get(wake) ?? new Map<number, number>();
    // Who was woken twice by the same is held to its last word.
    briers.set(contestant, countedBrier(probability, happened));
    byWake.set(wake, briers);
  }
  const sums = new Map<number, { sum: number; wakes: number }>();
  for (const briers of byWake.values()) {
    const woken = [...briers].sort(([left], [right]) => left - right);
    for (const [at, [right, rightBrier]] of woken.entries()) {
      for (const [left, leftBrier] of woken.slice(0, at)) {
        const place = pairPlace(left, right);
        const sum = sums.get(place) ?? { sum: 0, wakes: 0 };
        sum.sum += leftBrier - rightBrier;
        sum.wakes++;
        sums.set(place, sum);
      }
    }
  }
  return new Map(
    [...sums].map(([place, { sum, wakes }]) => [place, sum / NANO / wakes]),
  );
}
