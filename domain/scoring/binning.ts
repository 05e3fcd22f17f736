/** How probabilities are put into bins. */
export interface Binning {
  readonly bins: number;
  /** Returns the bin of a probability of 0 to 1: 0 to `bins` − 1. */
  readonly binOf: (probability: number) => number;
}

/**
 * Returns `bins` bins of the same width; each holds its lower edge, the last one also 1.
 *
 * @param bins 1 or more.
 */
export function equalWidthBinning(bins: number): Binning {
  return {
    bins,
    binOf: (probability) => Math.min(Math.floor(probability * bins), bins - 1),
  };
}

/** Where people and models like to forecast: each tenth, and finer towards certainty. */
const ANCHORS = [1, 3, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97, 99]
  .map((percent) => percent / 100);

/**
 * Fifteen bins around 1, 3, 5, 10, 20 … 90, 95, 97 and 99 %: a probability is in that of the nearest. Halfway
 * between two it goes where the rounding of doubles puts it, as in what Paleka et al. publish (2024, Consistency
 * Checks for Language Model Forecasters).
 */
export const ANCHORED_BINNING: Binning = {
  bins: ANCHORS.length,
  binOf: (probability) => {
    let nearest = 0;
    let leastOff = Infinity;
    for (const [index, anchor] of ANCHORS.entries()) {
      const off = Math.abs(anchor - probability);
      if (off < leastOff) {
        nearest = index;
        leastOff = off;
      }
    }
    return nearest;
  },
};

/** Ten bins of the same width, which calibration is measured over unless something else is said. */
export const TEN_BINS = equalWidthBinning(10);
