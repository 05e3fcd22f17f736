import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { blockInterval, blockLengthOf } from "./block_bootstrap.ts";
import { bootstrapOf } from "./cluster_bootstrap.ts";
import { clusteredMean } from "./clusters.ts";
import {
  ConfidenceSequence,
  DIFFERENCE_BOUNDS,
  sequenceLength,
} from "./confidence_sequence.ts";
import { drawdownInterval } from "./drawdown_bootstrap.ts";
import { holds, percentileInterval } from "./interval.ts";
import { mean, quantile, sampleDeviation, sampleVariance } from "./moments.ts";
import { powerForecast } from "./power_meter.ts";
import { returnIntervals } from "./return_intervals.ts";
import {
  maximumDrawdown,
  sharpeRatio,
  sortinoRatio,
} from "./trading_figures.ts";

const number = fc.double({ min: -1, max: 1, noNaN: true });
const returns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
  minLength: 2,
  maxLength: 40,
});

Deno.test("moments of known samples, and none of nothing", () => {
  const sample = [2, 4, 4, 4, 5, 5, 7, 9];
  assertEquals(mean(sample), 5);
  assertAlmostEquals(sampleVariance(sample) ?? NaN, 32 / 7);
  assertEquals(quantile(sample, 0.5), 4.5);
  assertEquals(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assertEquals([mean([]), quantile([], 0.5), sampleVariance([1])], [
    null,
    null,
    null,
  ]);
});

Deno.test("sampleDeviation() does not move with the values and grows with their scale", () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 2 }), number, (values, by) => {
      const deviation = sampleDeviation(values) ?? NaN;
      const moved = sampleDeviation(values.map((value) => value + by)) ?? NaN;
      const scaled = sampleDeviation(values.map((value) => 3 * value)) ?? NaN;
      assertAlmostEquals(moved, deviation, 1e-9);
      assertAlmostEquals(scaled, 3 * deviation, 1e-9);
    }),
  );
});

Deno.test("maximumDrawdown() is the deepest of all falls, however they are looked for", () => {
  fc.assert(fc.property(returns, (values) => {
    const equity = [1];
    for (const value of values) equity.push((equity.at(-1) ?? 1) * (1 + value));
    let deepest = 0;
    for (const [from, high] of equity.entries()) {
      for (const low of equity.slice(from)) {
        deepest = Math.max(deepest, (high - low) / high);
      }
    }
    assertAlmostEquals(maximumDrawdown(values), deepest, 1e-9);
  }));
});

Deno.test("Sharpe and Sortino of a known series, and none without spread or falls", () => {
  assertAlmostEquals(
    sharpeRatio([0.01, 0.03], 4) ?? NaN,
    0.02 / Math.sqrt(0.0002) * 2,
  );
  assertAlmostEquals(
    sortinoRatio([0.03, -0.01], 1) ?? NaN,
    0.01 / Math.sqrt(0.0001 / 2),
  );
  assertEquals(sharpeRatio([0.01, 0.01], 1), null);
  assertEquals(sortinoRatio([0.01, 0], 1), null);
  assertEquals([sharpeRatio([0.1], 1), sortinoRatio([], 1)], [null, null]);
});

Deno.test("a confidence sequence closes in on the mean and stays within its bounds", () => {
  const random = new SeededRandom("sequence");
  const sequence = new ConfidenceSequence(DIFFERENCE_BOUNDS);
  assertEquals(sequence.interval(), DIFFERENCE_BOUNDS);
  for (let at = 0; at < 20_000; at++) sequence.add(random.next() * 0.4 - 0.1);
  const interval = sequence.interval();
  assert(holds(interval, 0.1));
  assert(interval.high - interval.low < 0.03);
});

Deno.test("a confidence sequence seldom leaves the mean, at whichever moment one looks", () => {
  const random = new SeededRandom("looks");
  let left = 0;
  for (let run = 0; run < 300; run++) {
    const sequence = new ConfidenceSequence({ low: 0, high: 1 });
    let isLeft = false;
    for (let at = 0; at < 400; at++) {
      sequence.add(random.next() < 0.3 ? 1 : 0);
      isLeft ||= !holds(sequence.interval(), 0.3);
    }
    if (isLeft) left++;
  }
  assert(left <= 15, `${left} of 300 left`);
});

Deno.test("clusteredMean() of clusters of one is the mean and its usual standard error", () => {
  fc.assert(fc.property(fc.array(number, { minLength: 2 }), (values) => {
    const found = clusteredMean(values.map((sum) => ({ sum, size: 1 })));
    assertAlmostEquals(found?.mean ?? NaN, mean(values) ?? NaN, 1e-9);
    assertAlmostEquals(
      found?.standardError ?? NaN,
      (sampleDeviation(values) ?? NaN) / Math.sqrt(values.length),
      1e-9,
    );
  }));
  assertEquals(clusteredMean([]), null);
  assertEquals(clusteredMean([{ sum: 1, size: 2 }])?.standardError, null);
});

Deno.test("events that say the same thing many times do not make the mean more certain", () => {
  const once = [0.1, -0.2, 0.3, 0.2].map((sum) => ({ sum, size: 1 }));
  const often = once.map(({ sum }) => ({ sum: sum * 50, size: 50 }));
  assertAlmostEquals(
    clusteredMean(often)?.standardError ?? NaN,
    clusteredMean(once)?.standardError ?? NaN,
  );
});

Deno.test("bootstrapOf() gives the same in steps as at once, and no result before its end", () => {
  const clusters = Array.from({ length: 30 }, (_, at) => ({
    sum: Math.sin(at) / 10 + 0.05,
    size: 1 + at % 3,
  }));
  const [whole, sliced] = [1, 2].map(() =>
    bootstrapOf(clusters, {
      resamples: 200,
      draws: new SeededRandom("b"),
    })
  );
  assert(whole && sliced);
  whole.step(Infinity);
  assertThrows(() => sliced.result(), Error, "every resample must be drawn");
  while (!sliced.isDone) sliced.step(7);
  assertEquals(sliced.result(), whole.result());
  assert(holds(whole.result().interval, whole.result().mean));
});

Deno.test("bootstrapOf() has nothing to draw from a few events, or from none that differs", () => {
  const options = { resamples: 10, draws: new SeededRandom(1) };
  const events = Array.from({ length: 10 }, (_, at) => ({ sum: at, size: 3 }));
  assertEquals(bootstrapOf(events.slice(1), options), null);
  assertEquals(powerForecast(events.slice(1), 1), null);
  assert(bootstrapOf(events, options) !== null);
  const same = events.map(({ size }) => ({ sum: size / 10, size }));
  assertEquals(bootstrapOf(same, options), null);
});

Deno.test("blockInterval() holds the figure, and widens where neighbours hang together", () => {
  const random = new SeededRandom("blocks");
  const independent = Array.from({ length: 600 }, () => random.next() - 0.5);
  const runs = independent.map((_, at) => independent[at - at % 10] ?? 0);
  const [narrow, wide] = [independent, runs].map((values) => {
    const first = Float64Array.from(values);
    const interval = blockInterval(
      { first, second: first, at: (value) => ({ value, slopes: [1, 0] }) },
      { draws: random, resamples: 400, blockLength: 20 },
    );
    assert(interval !== null && holds(interval, mean(values) ?? NaN));
    return interval.high - interval.low;
  });
  assert((wide ?? 0) > 2 * (narrow ?? Infinity));
});

Deno.test("returnIntervals() says nothing of what does not vary or is too short", () => {
  const options = {
    draws: new SeededRandom(1),
    resamples: 50,
    periodsPerYear: 8_760,
    blockAtLeast: 24,
  };
  const none = {
    return: null,
    maximumDrawdown: null,
    sharpe: null,
    sortino: null,
  };
  assertEquals(returnIntervals([], options), none);
  assertEquals(returnIntervals([0.1], options), none);
  const flat = returnIntervals(Array(100).fill(0), options);
  assertEquals(flat, { ...none, maximumDrawdown: { low: 0, high: 0 } });
});

Deno.test("drawdownInterval() looks across the blocks that it joins", () => {
  // Each block of two falls by 10 %: the fall goes on from block to block.
  const returns = Array.from(
    { length: 16 },
    (_, at) => at % 2 === 0 ? -0.1 : 0,
  );
  const interval = drawdownInterval(returns, {
    draws: new SeededRandom(1),
    resamples: 50,
    blockLength: 2,
  });
  assertAlmostEquals(interval?.low ?? NaN, 1 - 0.9 ** 8);
  assertAlmostEquals(interval?.high ?? NaN, 1 - 0.9 ** 8);
});

Deno.test("blocks are as long as asked for once a series has ten of them", () => {
  assertEquals(
    [0, 27, 239, 240, 8_760].map((n) => blockLengthOf(n, 24)),
    [1, 3, 6, 24, 88],
  );
});

Deno.test("percentileInterval() leaves 2.5 % out on both sides", () => {
  const values = Float64Array.from({ length: 1_001 }, (_, at) => at);
  const { low, high } = percentileInterval(values) ?? { low: NaN, high: NaN };
  assertAlmostEquals(low, 25);
  assertAlmostEquals(high, 975);
  assertEquals(percentileInterval(new Float64Array(0)), null);
});

Deno.test("powerForecast() asks for four times as many markets for half the effect", () => {
  const random = new SeededRandom("power");
  const clusters = Array.from({ length: 200 }, () => ({
    sum: random.next() - 0.45,
    size: 1,
  }));
  const [whole, half] = [0.1, -0.05].map((effect) =>
    powerForecast(clusters, effect)
  );
  assert(whole && half);
  assertAlmostEquals(half.marketsNeeded / whole.marketsNeeded, 4, 0.1);
  assert(
    (whole.marketsNeededPeeking ?? 0) > whole.marketsNeeded,
  );
  assertEquals(whole.marketsFurther, Math.max(0, whole.marketsNeeded - 200));
  assertEquals(powerForecast(clusters, 0), null);
});

Deno.test("sequenceLength() is null for what ten million values would not show", () => {
  assertEquals(sequenceLength({ mean: 1e-7, deviation: 1 }, 0.84), null);
});
