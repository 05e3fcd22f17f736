import type { Interval } from "./interval.ts";
import { Z_TWO_SIDED } from "./normal.ts";

/**
 * Returns the 95 % interval of a share of `hits` among `count` (Wilson, 1927, Probable Inference), each taken as a
 * draw of its own.
 *
 * @returns `null` of none.
 */
export function proportionInterval(
  hits: number,
  count: number,
): Interval | null {
  if (count === 0) return null;
  const z2 = Z_TWO_SIDED ** 2;
  const share = hits / count;
  const middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = Z_TWO_SIDED / (1 + z2 / count) *
    Math.sqrt(share * (1 - share) / count + z2 / (4 * count ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
