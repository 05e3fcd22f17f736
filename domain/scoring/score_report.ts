import { baselineScore } from "./baseline_score.ts";
import { binSums } from "./bin_sums.ts";
import { ANCHORED_BINNING, type Binning, TEN_BINS } from "./binning.ts";
import { brierScore, scaledBrierScore } from "./brier_score.ts";
import { logLoss, logLossBits } from "./log_loss.ts";
import { brierSkill } from "./market_skill.ts";
import { type BrierParts, brierParts } from "./murphy.ts";
import {
  expectedCalibrationError,
  meanBinError,
  reliabilityCurve,
  type ReliabilityPoint,
} from "./reliability.ts";
import {
  meanScore,
  outcomeOf,
  type ResolvedForecast,
} from "./resolved_forecast.ts";

/** How good a set of forecasts was. Every figure is defined in `FIGURES` under the same name. */
export interface ScoreReport {
  readonly n: number;
  /** How often it happened, 0 to 1. */
  readonly frequency: number;
  readonly meanProbability: number;
  readonly brier: number;
  readonly brierScaled: number;
  /** Nats. */
  readonly logLoss: number;
  readonly logLossBits: number;
  readonly baselineScore: number;
  /** Against always saying the frequency; `null` where that is never wrong. */
  readonly skill: number | null;
  readonly ece: number;
  readonly decomposition: BrierParts;
  /** Over ten bins of the same width. */
  readonly reliability: readonly ReliabilityPoint[];
  /** The same over the fifteen bins that others publish. */
  readonly anchored: {
    readonly calibrationError: number;
    readonly decomposition: BrierParts;
    readonly reliability: readonly ReliabilityPoint[];
  };
}

/** Returns how good `forecasts` were; `null` of none. */
export function scoreReport(
  forecasts: readonly ResolvedForecast[],
): ScoreReport | null {
  const calibration = calibrationOver(forecasts, TEN_BINS);
  const anchored = calibrationOver(forecasts, ANCHORED_BINNING);
  if (calibration === null || anchored === null) return null;
  const { decomposition, reliability } = calibration;
  const mean = (score: (forecast: ResolvedForecast) => number) =>
    meanScore(forecasts, score) ?? 0;
  const brier = mean(brierScore);
  return {
    n: forecasts.length,
    frequency: mean(outcomeOf),
    meanProbability: mean(({ probability }) => probability),
    brier,
    brierScaled: scaledBrierScore(brier),
    logLoss: mean(logLoss),
    logLossBits: mean(logLossBits),
    baselineScore: mean(baselineScore),
    skill: brierSkill(brier, decomposition.uncertainty),
    ece: expectedCalibrationError(reliability) ?? 0,
    decomposition,
    reliability,
    anchored: {
      calibrationError: meanBinError(anchored.reliability) ?? 0,
      ...anchored,
    },
  };
}

function calibrationOver(
  forecasts: readonly ResolvedForecast[],
  binning: Binning,
): Pick<ScoreReport, "decomposition" | "reliability"> | null {
  const bins = binSums(forecasts, binning);
  const decomposition = brierParts(bins);
  return decomposition === null
    ? null
    : { decomposition, reliability: reliabilityCurve(bins) };
}
