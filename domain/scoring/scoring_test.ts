import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { baselineScore } from "./baseline_score.ts";
import { binSums } from "./bin_sums.ts";
import {
  ANCHORED_BINNING,
  type Binning,
  equalWidthBinning,
  TEN_BINS,
} from "./binning.ts";
import { bradleyTerry } from "./bradley_terry.ts";
import { brierScore, scaledBrierScore } from "./brier_score.ts";
import { logLoss, logLossBits } from "./log_loss.ts";
import { brierSkill, marketSkill } from "./market_skill.ts";
import { brierParts } from "./murphy.ts";
import {
  expectedCalibrationError,
  meanBinError,
  reliabilityCurve,
} from "./reliability.ts";
import { meanScore, type ResolvedForecast } from "./resolved_forecast.ts";
import { scoreReport } from "./score_report.ts";

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const forecast = fc.record({ probability, happened: fc.boolean() });
const forecasts = fc.array(forecast, { minLength: 1, maxLength: 60 });

function said(probability: number, happened = true): ResolvedForecast {
  return { probability, happened };
}

Deno.test("brierScore() and logLoss() of sure and of even forecasts", () => {
  assertEquals([said(1), said(0), said(0.5)].map(brierScore), [0, 1, 0.25]);
  assertEquals(scaledBrierScore(0.25), 0);
  assertEquals(scaledBrierScore(1), -300);
  assertEquals(logLossBits(said(1)), 0);
  assertAlmostEquals(logLossBits(said(0.5)), 1, 1e-7);
  assertAlmostEquals(logLossBits(said(1, false)), 26.5754, 1e-4);
  assertAlmostEquals(logLoss(said(0.5)), Math.LN2, 1e-7);
});

Deno.test("baselineScore() is 0 for one half and bounded where Metaculus bounds forecasts", () => {
  assertEquals(baselineScore(said(0.5)), 0);
  assertEquals(baselineScore(said(0)), baselineScore(said(0.001)));
  assertAlmostEquals(baselineScore(said(0.25)), -100);
});

for (
  const [name, score] of Object.entries({ brierScore, logLoss, logLossBits })
) {
  Deno.test(`${name}() is proper: nobody expects to gain by saying something else than believed`, () => {
    fc.assert(fc.property(probability, probability, (belief, stated) => {
      const expected = (probability: number) =>
        belief * score({ probability, happened: true }) +
        (1 - belief) * score({ probability, happened: false });
      assert(expected(belief) <= expected(stated) + 1e-6);
    }));
  });
}

Deno.test("the decomposition adds up to the Brier score, over any bins", () => {
  fc.assert(
    fc.property(forecasts, fc.integer({ min: 1, max: 30 }), (rows, bins) => {
      for (const binning of [equalWidthBinning(bins), ANCHORED_BINNING]) {
        const parts = brierParts(binSums(rows, binning));
        assert(parts !== null);
        assertAlmostEquals(
          parts.reliability - parts.resolution + parts.uncertainty +
            parts.withinBinVariance - parts.withinBinCovariance,
          meanScore(rows, brierScore) ?? NaN,
          1e-9,
        );
      }
    }),
  );
});

Deno.test("the decomposition is Murphy's three parts where bins hold one probability each", () => {
  const tenths = fc.integer({ min: 0, max: 9 }).map((n) => (n + 0.5) / 10);
  const rows = fc.array(
    fc.record({ probability: tenths, happened: fc.boolean() }),
    {
      minLength: 1,
    },
  );
  fc.assert(fc.property(rows, (forecasts) => {
    const parts = brierParts(binSums(forecasts, TEN_BINS));
    assert(parts !== null);
    assertAlmostEquals(parts.withinBinVariance, 0, 1e-9);
    assertAlmostEquals(parts.withinBinCovariance, 0, 1e-9);
  }));
});

Deno.test("bins hold each probability once, in order, edges in the upper bin", () => {
  const binnings: Binning[] = [
    TEN_BINS,
    equalWidthBinning(7),
    ANCHORED_BINNING,
  ];
  fc.assert(fc.property(probability, probability, (one, other) => {
    for (const { binOf, bins } of binnings) {
      assert(binOf(one) >= 0 && binOf(one) < bins);
      if (one <= other) assert(binOf(one) <= binOf(other));
    }
  }));
  assertEquals([0, 0.1, 0.99, 1].map(TEN_BINS.binOf), [0, 1, 9, 9]);
  assertEquals([0, 0.019, 0.24, 1].map(ANCHORED_BINNING.binOf), [0, 0, 4, 14]);
});

Deno.test("the reliability curve has a point for each bin that is not empty", () => {
  const curve = reliabilityCurve(binSums([
    said(0.2),
    said(0.25, false),
    said(0.95),
  ], TEN_BINS));
  assertEquals(curve, [
    { bin: 2, count: 2, meanProbability: 0.225, frequency: 0.5 },
    { bin: 9, count: 1, meanProbability: 0.95, frequency: 1 },
  ]);
  assertAlmostEquals(
    expectedCalibrationError(curve) ?? NaN,
    (2 * 0.275 + 0.05) / 3,
  );
  assertAlmostEquals(meanBinError(curve) ?? NaN, (0.275 + 0.05) / 2);
});

Deno.test("nothing is said of no forecasts", () => {
  assertEquals(scoreReport([]), null);
  assertEquals(marketSkill([]), null);
  assertEquals(brierParts(binSums([], TEN_BINS)), null);
  assertEquals(expectedCalibrationError([]), null);
  assertEquals(meanBinError([]), null);
});

Deno.test("alpha and skill are 0 for who says what the market says, and above for who is nearer", () => {
  fc.assert(fc.property(forecasts, (rows) => {
    const skill = marketSkill(
      rows.map((row) => ({ ...row, marketProbability: row.probability })),
    );
    assertEquals(skill?.alpha, 0);
    assert(skill?.skill === 0 || skill?.skill === null);
  }));
  const nearer = marketSkill([{ ...said(0.8), marketProbability: 0.6 }]);
  assertAlmostEquals(nearer?.alpha ?? NaN, 0.16 - 0.04);
  assertAlmostEquals(nearer?.skill ?? NaN, 1 - 0.04 / 0.16);
  assertEquals(brierSkill(0.1, 0), null);
});

Deno.test("scoreReport() agrees with its own parts", () => {
  fc.assert(fc.property(forecasts, (rows) => {
    const report = scoreReport(rows);
    assert(report !== null);
    assertEquals(report.n, rows.length);
    assertAlmostEquals(report.logLossBits, report.logLoss / Math.LN2, 1e-9);
    const { uncertainty } = report.decomposition;
    if (report.skill !== null) {
      assertAlmostEquals(report.brier, (1 - report.skill) * uncertainty, 1e-9);
    }
    assertEquals(
      report.reliability.reduce((sum, { count }) => sum + count, 0),
      rows.length,
    );
    assert(report.ece >= 0 && report.ece <= 1);
  }));
});

Deno.test("bradleyTerry() finds the strengths that the wins came from", () => {
  const strengths = { a: 4, b: 2, c: 1 };
  const names = ["a", "b", "c"] as const;
  const comparisons = names.flatMap((left, at) =>
    names.slice(at + 1).map((right) => {
      const share = strengths[left] / (strengths[left] + strengths[right]);
      return {
        left,
        right,
        leftWins: 30_000 * share,
        rightWins: 30_000 * (1 - share),
      };
    })
  );
  const ratings = bradleyTerry(names, comparisons);
  const gap = (ratings.get("a") ?? 0) - (ratings.get("b") ?? 0);
  assertAlmostEquals(gap, 400 * Math.log10(2), 0.1);
  assertAlmostEquals(
    [...ratings.values()].reduce((sum, rating) => sum + rating, 0) / 3,
    1_500,
    1e-6,
  );
});

Deno.test("bradleyTerry() rates who never won, and everybody alike without comparisons", () => {
  const ratings = bradleyTerry(["won", "lost"], [
    { left: "won", right: "lost", leftWins: 10, rightWins: 0 },
  ]);
  const [won = 0, lost = 0] = ratings.values();
  assert(Number.isFinite(won) && won > lost);
  assertEquals([...bradleyTerry(["a", "b"], []).values()], [1_500, 1_500]);
});
