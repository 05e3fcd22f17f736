import {
  blockInterval,
  blockLengthOf,
  type SmoothFigure,
} from "./block_bootstrap.ts";
import { drawdownInterval } from "./drawdown_bootstrap.ts";
import type { Draws } from "./draws.ts";
import type { Interval } from "./interval.ts";

/** What resampling its periods says of how a contestant traded. `null` where too little is known. */
export interface ReturnIntervals {
  /** Of what the same skill brings over as many periods. */
  readonly return: Interval | null;
  readonly maximumDrawdown: Interval | null;
  readonly sharpe: Interval | null;
  readonly sortino: Interval | null;
}

/** How `returnIntervals` resamples. */
export interface ReturnResampling {
  readonly draws: Draws;
  /** 1 or more. */
  readonly resamples: number;
  readonly periodsPerYear: number;
  /** Least length of a block where the series has ten such, in periods. */
  readonly blockAtLeast: number;
}

/** Returns 95 % intervals of what a series of returns, each above −1, comes to. */
export function returnIntervals(
  returns: readonly number[],
  { draws, resamples, periodsPerYear, blockAtLeast }: ReturnResampling,
): ReturnIntervals {
  const blockLength = blockLengthOf(returns.length, blockAtLeast);
  const options = { draws, resamples, blockLength };
  const scale = Math.sqrt(periodsPerYear);
  const growth = blockInterval(meanGrowth(returns), options);
  const compounded = (mean: number) => Math.expm1(mean * returns.length);
  return {
    return: growth === null ? null : {
      low: compounded(growth.low),
      high: compounded(growth.high),
    },
    maximumDrawdown: drawdownInterval(returns, options),
    sharpe: blockInterval(sharpeOf(returns, scale), options),
    sortino: blockInterval(sortinoOf(returns, scale), options),
  };
}

function meanGrowth(returns: readonly number[]): SmoothFigure {
  const growth = Float64Array.from(returns, (value) => Math.log1p(value));
  return {
    first: growth,
    second: growth,
    at: (mean) => ({ value: mean, slopes: [1, 0] }),
  };
}

/** S = m / √(q − m²), with the mean m of returns and q of their squares. */
function sharpeOf(returns: readonly number[], scale: number): SmoothFigure {
  const count = returns.length;
  // The sample variance has n − 1 below the line.
  const unbiased = scale * Math.sqrt((count - 1) / count);
  return {
    first: Float64Array.from(returns),
    second: Float64Array.from(returns, (value) => value ** 2),
    at: (mean, squares) => {
      const variance = squares - mean ** 2;
      if (variance <= 0) return null;
      const cubed = variance ** 1.5;
      return {
        value: unbiased * mean / Math.sqrt(variance),
        slopes: [unbiased * squares / cubed, -unbiased * mean / (2 * cubed)],
      };
    },
  };
}

/** S = m / √f, with the mean m of returns and f of the squares of those below 0. */
function sortinoOf(returns: readonly number[], scale: number): SmoothFigure {
  return {
    first: Float64Array.from(returns),
    second: Float64Array.from(returns, (value) => Math.min(value, 0) ** 2),
    at: (mean, falls) =>
      falls <= 0 ? null : {
        value: scale * mean / Math.sqrt(falls),
        slopes: [scale / Math.sqrt(falls), -scale * mean / (2 * falls ** 1.5)],
      },
  };
}
