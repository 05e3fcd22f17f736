import type { IntervalView } from "../../domain/view_boards.ts";

const MINUS = "\u2212";

/** Returns a figure with three decimals; a dash where nothing is known. */
export function score(value: number | null): string {
  return value === null ? "–" : value.toFixed(3).replace("-", MINUS);
}

/** Returns a figure with three decimals and its sign, also a plus. */
export function signedScore(value: number | null): string {
  return value !== null && value >= 0.0005 ? `+${score(value)}` : score(value);
}

/** Returns a ratio with two decimals; a dash where nothing is known. */
export function ratio(value: number | null): string {
  return value === null ? "–" : value.toFixed(2).replace("-", MINUS);
}

/** Returns a share as a percentage with one decimal. */
export function share(value: number | null): string {
  return value === null
    ? "–"
    : `${(value * 100).toFixed(1).replace("-", MINUS)} %`;
}

/** Returns an interval by whatever prints its ends; nothing where it is not known. */
export function between(
  interval: IntervalView,
  print: (value: number) => string,
): string {
  return interval === null
    ? ""
    : `${print(interval.low)} to ${print(interval.high)}`;
}
