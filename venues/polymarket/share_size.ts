import { MICROS } from "../../domain/decimal.ts";

/**
 * Returns the millionths of a size that the venue tells as a number of shares. Its sizes are whole millionths, which a
 * number holds a little above or below: 2.05 × 1,000,000 is 2,049,999.9999999998.
 */
export function microsOfSize(size: number): bigint {
  return BigInt(Math.round(size * Number(MICROS)));
}
