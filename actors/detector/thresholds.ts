/** What counts as a signal. Ratios are exact: millionths, so that a change of just 5 % is a signal. */
export interface Thresholds {
  /** Price swing: least change relative to the previous mid, in millionths (50,000 is 5 %). */
  readonly priceSwingMinMicros: bigint;
  /** Volume spike: least multiple of the preceding average, in millionths. */
  readonly volumeMultiplierMicros: bigint;
  /** Volume spike: trades in the rolling window, the newest included, 2 or more. */
  readonly volumeWindow: number;
  /** Volume spike: trades that must be in the window first, 2 to `volumeWindow`. */
  readonly volumeTradesMin: number;
  /** Imbalance: least YES-heavy ratio of YES to NO bid depth, in millionths. */
  readonly imbalanceHighMicros: bigint;
  /** Imbalance: greatest NO-heavy ratio, in millionths. */
  readonly imbalanceLowMicros: bigint;
  /** Imbalance: how far inside the threshold the ratio must come before it counts anew, in millionths. */
  readonly rearmMicros: bigint;
  /** Milliseconds for which a market raises no second signal of one type. */
  readonly cooldownMs: number;
  /** Milliseconds after which a signal is scored. */
  readonly scoreAfterMs: number;
}

/** Returns `ratio` in millionths, exact for up to six decimals. */
export function ratioMicros(ratio: number): bigint {
  return BigInt(Math.round(ratio * 1_000_000));
}
