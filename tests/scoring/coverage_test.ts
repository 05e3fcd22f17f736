/**
 * Whether the arena's statistics keep what they promise, on 1,000 simulated seasons whose skill is known.
 *
 * @module
 */
import { assert } from "@std/assert";
import { bootstrapOf } from "../../domain/statistics/cluster_bootstrap.ts";
import { clusteredMean } from "../../domain/statistics/clusters.ts";
import {
  ConfidenceSequence,
  DIFFERENCE_BOUNDS,
} from "../../domain/statistics/confidence_sequence.ts";
import { holds, type Interval } from "../../domain/statistics/interval.ts";
import { mean, quantile } from "../../domain/statistics/moments.ts";
import {
  type PowerForecast,
  powerForecast,
} from "../../domain/statistics/power_meter.ts";
import { returnIntervals } from "../../domain/statistics/return_intervals.ts";
import {
  HOURS_PER_YEAR,
  sharpeRatio,
  sortinoRatio,
} from "../../domain/statistics/trading_figures.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import {
  type ForecasterPair,
  forecastEvent,
  HOURLY_GROWTH,
  longRunDifference,
  MARKETS_PER_EVENT,
  seasonReturns,
} from "./seasons.ts";

const SEASONS = 1_000;
const RESAMPLES = 399;
const HOURS = 21 * 24;
const EVENTS = 80;
const UNEQUAL: ForecasterPair = { left: 0.4, right: 1.1 };
const EQUAL: ForecasterPair = { left: 0.7, right: 0.7 };

function assertCovers(held: number, what: string): void {
  const share = held / SEASONS;
  assert(
    share >= 0.93 && share <= 0.97,
    `the 95 % interval of ${what} held in ${share} of the seasons`,
  );
}

function drawEvents(pair: ForecasterPair, count: number, random: SeededRandom) {
  return Array.from({ length: count }, () => forecastEvent(pair, random));
}

Deno.test("95 % intervals of return, Sharpe and Sortino hold the skill of 93 to 97 % of 1,000 seasons", () => {
  const random = new SeededRandom("trading seasons");
  const long = seasonReturns(2_000_000, random);
  const truth = {
    return: Math.expm1(HOURLY_GROWTH * HOURS),
    sharpe: sharpeRatio(long, HOURS_PER_YEAR) ?? NaN,
    sortino: sortinoRatio(long, HOURS_PER_YEAR) ?? NaN,
  };
  const held = { return: 0, sharpe: 0, sortino: 0 };
  for (let season = 0; season < SEASONS; season++) {
    const intervals = returnIntervals(seasonReturns(HOURS, random), {
      draws: random,
      resamples: RESAMPLES,
      periodsPerYear: HOURS_PER_YEAR,
      blockAtLeast: 24,
    });
    for (const name of ["return", "sharpe", "sortino"] as const) {
      const interval = intervals[name];
      if (interval !== null && holds(interval, truth[name])) held[name]++;
    }
  }
  for (const [name, count] of Object.entries(held)) assertCovers(count, name);
});

Deno.test("the 95 % interval of a difference in Brier scores holds it in 93 to 97 % of 1,000 seasons", () => {
  const random = new SeededRandom("forecasting seasons");
  const truth = longRunDifference(UNEQUAL, random);
  let held = 0;
  for (let season = 0; season < SEASONS; season++) {
    const interval = bootstrapped(drawEvents(UNEQUAL, EVENTS, random), random);
    if (holds(interval, truth)) held++;
  }
  assertCovers(held, "the difference");
});

function bootstrapped(
  events: ReturnType<typeof drawEvents>,
  draws: SeededRandom,
): Interval {
  const bootstrap = bootstrapOf(events, {
    resamples: RESAMPLES,
    draws,
  });
  assert(bootstrap !== null);
  bootstrap.step(RESAMPLES);
  return bootstrap.result().interval;
}

Deno.test("two equal contestants are called different in at most 5 % of 1,000 seasons, looked at after every event", () => {
  const random = new SeededRandom("equal seasons");
  let called = 0;
  for (let season = 0; season < SEASONS; season++) {
    if (eventsUntilCalled(EQUAL, 4 * EVENTS, random) !== null) called++;
  }
  assert(called <= 0.05 * SEASONS, `${called} of ${SEASONS} were`);
});

/** Returns after how many events the always-valid interval left 0, `null` if it did not. */
function eventsUntilCalled(
  pair: ForecasterPair,
  most: number,
  random: SeededRandom,
): number | null {
  const sequence = new ConfidenceSequence(DIFFERENCE_BOUNDS);
  for (let event = 1; event <= most; event++) {
    const { sum, size } = forecastEvent(pair, random);
    sequence.add(sum / size);
    if (!holds(sequence.interval(), 0)) return event;
  }
  return null;
}

/** Returns what the power meter says after each of many pilots, for the difference that each pilot saw. */
function pilotForecasts(events: number, random: SeededRandom) {
  const forecasts: PowerForecast[] = [];
  for (let pilot = 0; pilot < SEASONS; pilot++) {
    const seen = drawEvents(UNEQUAL, events, random);
    const forecast = powerForecast(seen, clusteredMean(seen)?.mean ?? 0);
    if (forecast !== null) forecasts.push(forecast);
  }
  return forecasts;
}

function assertNear(forecast: number, needed: number, what: string): void {
  const off = Math.abs(forecast / needed - 1);
  assert(
    off <= 0.2,
    `${what}: the forecast is ${forecast} markets, the simulation needed ${needed}`,
  );
}

Deno.test("the power meter's forecast is within 20 % of what 80 % of 1,000 seasons needed", () => {
  const random = new SeededRandom("power seasons");
  const truth = longRunDifference(UNEQUAL, random);
  const known = pilotForecasts(EVENTS, random);
  const forEffect = drawEvents(UNEQUAL, 20 * EVENTS, random);
  const forecast = powerForecast(forEffect, truth);
  assert(forecast !== null);
  const needed = neededForPower(random) * MARKETS_PER_EVENT;
  assertNear(forecast.marketsNeeded, needed, "for the true difference");
  assertNear(
    quantile(
      Float64Array.from(known, ({ marketsNeeded }) => marketsNeeded).sort(),
      0.5,
    ) ?? NaN,
    needed,
    `in the median of ${SEASONS} pilots of ${EVENTS} events`,
  );
});

/** Returns the smallest number of events at which 80 % of the seasons tell the two apart at 5 %, by one test. */
function neededForPower(random: SeededRandom): number {
  const most = 4 * EVENTS;
  const step = 4;
  const found = new Array<number>(most / step + 1).fill(0);
  for (let season = 0; season < SEASONS; season++) {
    const events = drawEvents(UNEQUAL, most, random);
    for (let at = 1; at < found.length; at++) {
      const seen = clusteredMean(events.slice(0, at * step));
      const error = seen?.standardError ?? Infinity;
      if (Math.abs(seen?.mean ?? 0) > 1.96 * error) {
        found[at] = (found[at] ?? 0) + 1;
      }
    }
  }
  // Power grows with events: what chance makes jump is smoothed over three neighbours.
  const smooth = found.map((_, at) =>
    mean(found.slice(Math.max(1, at - 1), at + 2)) ?? 0
  );
  const first = smooth.findIndex((count, at) =>
    at > 1 && count >= 0.8 * SEASONS
  );
  assert(first > 0);
  return first * step;
}

Deno.test("the always-valid interval tells them apart when the power meter says, within 20 %", () => {
  const random = new SeededRandom("peeking seasons");
  const truth = longRunDifference(UNEQUAL, random);
  const forecast = powerForecast(
    drawEvents(UNEQUAL, 20 * EVENTS, random),
    truth,
  );
  const lengths: number[] = [];
  for (let season = 0; season < SEASONS; season++) {
    lengths.push(eventsUntilCalled(UNEQUAL, 4_000, random) ?? Infinity);
  }
  const needed = quantile(Float64Array.from(lengths).sort(), 0.8) ?? NaN;
  assertNear(
    forecast?.marketsNeededPeeking ?? NaN,
    needed * MARKETS_PER_EVENT,
    "while peeking",
  );
});
