import { LISTING } from "../view_boards.ts";

/** Returns what a row lacks for a rank, in words; empty for one that has all. */
export function lacksOf(
  days: number,
  resolvedDecisions: number,
): readonly string[] {
  return [
    ...(days < LISTING.daysMin
      ? [`${days.toFixed(1)} of ${LISTING.daysMin} days`]
      : []),
    ...(resolvedDecisions < LISTING.resolvedDecisionsMin
      ? [
        `${resolvedDecisions} of ${LISTING.resolvedDecisionsMin} resolved decisions`,
      ]
      : []),
  ];
}
