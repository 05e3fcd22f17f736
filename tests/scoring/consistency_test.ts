/**
 * Twelve runs of language models on 242 resolved questions, scored by us and by who published them (Paleka et al.,
 * 2024, Consistency Checks for Language Model Forecasters).
 *
 * The one run of the source whose mean differs in the last printed digit is not among these twelve. Theirs differs
 * from ours in one definition: the reliability of their decomposition holds the frequency of every bin against the
 * last forecast of the run, where Murphy's holds it against the forecasts of that bin.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { binSums } from "../../domain/scoring/bin_sums.ts";
import { ANCHORED_BINNING } from "../../domain/scoring/binning.ts";
import {
  brierScore,
  scaledBrierScore,
} from "../../domain/scoring/brier_score.ts";
import { logLossBits } from "../../domain/scoring/log_loss.ts";
import { scoreReport } from "../../domain/scoring/score_report.ts";
import { scoreFile } from "../../tools/score/score_file.ts";
import { readRecorded } from "../ledger/recordings.ts";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";

const FOLDER = "consistency-forecasting";
const RUNS = [
  "BaselineForecaster_p0.4_20240501_2024081",
  "BasicForecaster_claude-3.5-sonnet_20240501_20240815",
  "BasicForecaster_gpt4o-2024-05-13_20240501_20240815",
  "BasicForecaster_gpt4o-2024-08-06_20240501_20240815",
  "BasicForecaster_llama-3.1-405B_20240501_20240815",
  "BasicForecaster_llama-3.1-70B_20240501_20240815",
  "CoT_ForecasterTextBeforeParsing_gpt4o-2024-08-06_20240501_20240815",
  "CoT_ForecasterTextBeforeParsing_gpt4o-mini-2024-07-18_20240501_20240815",
  "CoT_ForecasterTextBeforeParsing_llama-3.1-70B_20240501_20240815",
  "CoT_ForecasterTextBeforeParsing_llama-3.1-8B_20240501_20240815",
  "CoT_ForecasterTextBeforeParsing_o1-mini_20240501_20240815",
  "ResolverBasedForecaster_llama-3.1-sonar-large-128k_20240501_20240815",
] as const;
const QUESTIONS = 242;

const ROW = z.object({
  forecast: z.object({ prob: z.number() }),
  resolution: z.boolean(),
  ["brier_score"]: z.number(),
  ["brier_score_scaled"]: z.number(),
  ["log_score"]: z.number(),
});

const SUMMARY = z.object({
  ["total_questions"]: z.number(),
  ["avg_brier_score"]: z.number(),
  ["avg_log_score"]: z.number(),
  ["tuned_brier_baseline"]: z.number(),
  ["brier_score_decomposition"]: z.object({
    uncertainty: z.number(),
    reliability: z.number(),
    resolution: z.number(),
  }),
  ["calibration_error"]: z.number(),
  ["calibration_error_data"]: z.object({
    ["bin_accuracies"]: z.array(z.number()),
    ["bin_confidences"]: z.array(z.number()),
    ["num_samples"]: z.array(z.number()),
  }),
});

/** Digits after the point: a row has four, its scaled score one, a summary three. */
function assertPrinted(
  ours: number,
  printed: number,
  { digits, what }: { digits: number; what: string },
): void {
  const off = Math.abs(ours - printed);
  assert(
    off <= 0.5 * 10 ** -digits + 1e-9,
    `${what}: ours is ${ours}, published is ${printed}`,
  );
}

async function readRun(run: string) {
  const folder = `${FOLDER}/${run}`;
  const text = await readRecorded(`${folder}/ground_truth_results.jsonl.gz`);
  const rows = text.trim().split("\n").map((line) =>
    ROW.parse(JSON.parse(line))
  );
  const summary = SUMMARY.parse(
    JSON.parse(await readRecorded(`${folder}/ground_truth_summary.json`)),
  );
  const forecasts = rows.map(({ forecast, resolution }) => ({
    probability: forecast.prob,
    happened: resolution,
  }));
  const report = scoreReport(forecasts);
  assert(report !== null);
  return { rows, summary, forecasts, report };
}

for (const run of RUNS) {
  Deno.test({
    ...needsRecordedData(
      FOLDER,
      `every Brier and log score of ${run} is as published`,
    ),
    async fn() {
      const { rows } = await readRun(run);
      assertEquals(rows.length, QUESTIONS);
      for (const [at, row] of rows.entries()) {
        const forecast = {
          probability: row.forecast.prob,
          happened: row.resolution,
        };
        const what = `row ${at + 1}`;
        const brier = brierScore(forecast);
        assertPrinted(brier, row.brier_score, { digits: 4, what });
        assertPrinted(scaledBrierScore(brier), row.brier_score_scaled, {
          digits: 1,
          what,
        });
        assertPrinted(logLossBits(forecast), row.log_score, {
          digits: 4,
          what,
        });
      }
    },
  });

  Deno.test({
    ...needsRecordedData(
      FOLDER,
      `means, calibration error and decomposition of ${run} are as published`,
    ),
    async fn() {
      const { summary, report, forecasts } = await readRun(run);
      const { anchored } = report;
      const printed = (ours: number, theirs: number, what: string) =>
        assertPrinted(ours, theirs, { digits: 3, what });
      assertEquals(report.n, summary.total_questions);
      printed(report.brier, summary.avg_brier_score, "Brier");
      printed(report.logLossBits, summary.avg_log_score, "log score");
      const { uncertainty, resolution, reliability } =
        summary.brier_score_decomposition;
      printed(anchored.decomposition.uncertainty, uncertainty, "uncertainty");
      printed(
        anchored.decomposition.uncertainty,
        summary.tuned_brier_baseline,
        "score of the frequency",
      );
      printed(anchored.decomposition.resolution, resolution, "resolution");
      // Theirs, with the last forecast in the place of each bin's.
      const last = forecasts.at(-1)?.probability ?? NaN;
      const theirs = binSums(forecasts, ANCHORED_BINNING)
        .filter(({ count }) => count > 0)
        .reduce(
          (sum, { count, happened }) =>
            sum + count * (last - happened / count) ** 2,
          0,
        );
      printed(theirs / report.n, reliability, "their reliability");
      printed(
        anchored.calibrationError,
        summary.calibration_error,
        "calibration error",
      );
      const bins = summary.calibration_error_data;
      assertEquals(
        anchored.reliability.map(({ count }) => count),
        bins.num_samples,
      );
      for (const [at, point] of anchored.reliability.entries()) {
        printed(point.frequency, bins.bin_accuracies[at] ?? NaN, "accuracy");
        printed(
          point.meanProbability,
          bins.bin_confidences[at] ?? NaN,
          "confidence",
        );
      }
    },
  });
}

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "deno task score reads a published run as it is",
  ),
  async fn() {
    const run = RUNS[3];
    const { report, forecasts } = await readRun(run);
    const score = await scoreFile({
      path: `${RECORDED_DATA}/${FOLDER}/${run}/ground_truth_results.jsonl.gz`,
      probability: "forecast.prob",
      outcome: "resolution",
      market: "question.metadata.market_prob",
    });
    assertEquals([score.n, score.rejected], [forecasts.length, 0]);
    assertEquals(score.brier, report.brier);
    // The crowd of the same questions was better than the model.
    assert((score.market?.alpha ?? 0) < 0);
    assertEquals(score.market?.n, QUESTIONS);
  },
});
