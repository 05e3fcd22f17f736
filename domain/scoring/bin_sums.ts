import type { Binning } from "./binning.ts";
import type { ResolvedForecast } from "./resolved_forecast.ts";

/** What the forecasts of one bin add up to: calibration and its decomposition need nothing else. */
export interface BinSums {
  readonly count: number;
  readonly happened: number;
  /** Σ p. */
  readonly probability: number;
  /** Σ p². */
  readonly probabilitySquared: number;
  /** Σ p over those that happened. */
  readonly probabilityHappened: number;
}

/** A bin without forecasts. */
const EMPTY_BIN: BinSums = {
  count: 0,
  happened: 0,
  probability: 0,
  probabilitySquared: 0,
  probabilityHappened: 0,
};

/** Returns the sums of every bin of `binning`, empty ones among them. */
export function binSums(
  forecasts: Iterable<ResolvedForecast>,
  { bins, binOf }: Binning,
): readonly BinSums[] {
  const sums = Array.from({ length: bins }, () => ({ ...EMPTY_BIN }));
  for (const { probability, happened } of forecasts) {
    const bin = sums[binOf(probability)];
    if (bin === undefined) {
      throw new RangeError(
        `Cannot bin a forecast as it must be 0 to 1: current value is ${probability}`,
      );
    }
    bin.count++;
    bin.probability += probability;
    bin.probabilitySquared += probability ** 2;
    if (!happened) continue;
    bin.happened++;
    bin.probabilityHappened += probability;
  }
  return sums;
}
