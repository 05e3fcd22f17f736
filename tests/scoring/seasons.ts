import type { Cluster } from "../../domain/statistics/clusters.ts";
import type { Random } from "../../runtime/random.ts";

/** Standard normal draws (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) *
    Math.cos(2 * Math.PI * random.next());
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** How far two forecasters are from the truth, as deviations of their logits: more is worse. */
export interface ForecasterPair {
  readonly left: number;
  readonly right: number;
}

/** How much both share of what they get wrong: they read the same news. */
const SHARED_NOISE = 0.3;
/** Markets of one event lean the same way. */
const EVENT_LOGIT = 1.2;
const MARKET_LOGIT = 0.8;
export const MARKETS_PER_EVENT = 2.5;

/** Returns one event of one to four markets: the left forecaster's Brier scores less the right one's. */
export function forecastEvent(
  { left, right }: ForecasterPair,
  random: Random,
): Cluster {
  const size = 1 + random.integer(4);
  const lean = EVENT_LOGIT * normal(random);
  let sum = 0;
  for (let market = 0; market < size; market++) {
    const truth = lean + MARKET_LOGIT * normal(random);
    const outcome = random.next() < logistic(truth) ? 1 : 0;
    const read = truth + SHARED_NOISE * normal(random);
    sum += (logistic(read + left * normal(random)) - outcome) ** 2 -
      (logistic(read + right * normal(random)) - outcome) ** 2;
  }
  return { sum, size };
}

/** Returns the mean difference that a pair has in the long run. */
export function longRunDifference(
  pair: ForecasterPair,
  random: Random,
): number {
  let sum = 0;
  let size = 0;
  for (let event = 0; event < 400_000; event++) {
    const drawn = forecastEvent(pair, random);
    sum += drawn.sum;
    size += drawn.size;
  }
  return sum / size;
}

/** How much of an hour's surprise goes on in the next. */
const CARRY = 0.15;
const HOURLY_DEVIATION = 0.004;
/** One hour in twenty moves four times as much as the others. */
const WILD_SHARE = 0.05;

/** What an account earns per hour in the long run, as a logarithm of its growth. */
export const HOURLY_GROWTH = 0.0002;

/** Returns the hourly returns of a season: some carry over, and fat tails. */
export function seasonReturns(hours: number, random: Random): number[] {
  const returns: number[] = [];
  let carried = 0;
  for (let hour = 0; hour < hours; hour++) {
    const scale = random.next() < WILD_SHARE ? 3 : 0.75;
    carried = CARRY * carried + HOURLY_DEVIATION * scale * normal(random);
    returns.push(Math.expm1(HOURLY_GROWTH + carried));
  }
  return returns;
}
