import { divide, MICROS, type UsdMicros } from "./money.ts";
import type { PerpetualPrice, PerpetualSize } from "./perpetual.ts";

declare const unit: unique symbol;

/** Trillionths of the notional that longs pay to shorts for one interval; shorts pay longs where it is negative. */
export type FundingRate = bigint & { readonly [unit]: "FundingRate" };

const RATE_PATTERN = /^(-?)(\d{1,6})(?:\.(\d{1,12}))?$/;
const RATE_DECIMALS = 12;
const RATE_SCALE = 10n ** 12n;

/**
 * Returns the rate that a decimal text such as `"0.0000125"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number of at most 12 decimals.
 */
export function fundingRate(text: string): FundingRate {
  const match = RATE_PATTERN.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot parse a funding rate as it must look like "0.0000125": current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  const [, minus, whole = "0", fraction = ""] = match;
  const rate = BigInt(whole + fraction.padEnd(RATE_DECIMALS, "0"));
  return (minus === "-" ? -rate : rate) as FundingRate;
}

/**
 * Returns what a position is charged for one interval, or paid where it is negative, rounded up to the
 * micro-dollar: against the contestant.
 *
 * @param size What is held when the interval ends.
 * @param oraclePrice What the venue values it at, which is not the last trade.
 * @param rate Of this interval.
 */
export function fundingCharge(
  size: PerpetualSize,
  oraclePrice: PerpetualPrice,
  rate: FundingRate,
): UsdMicros {
  return divide(
    size * oraclePrice * rate,
    MICROS * RATE_SCALE,
    "ceil",
  ) as UsdMicros;
}
