const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long before a market's close a forecast was made, in classes, from near to far. */
export const HORIZONS = [
  { name: "under 5 minutes", belowMs: 5 * MINUTE_MS },
  { name: "5 to 15 minutes", belowMs: 15 * MINUTE_MS },
  { name: "15 to 60 minutes", belowMs: HOUR_MS },
  { name: "1 to 24 hours", belowMs: DAY_MS },
  { name: "1 to 7 days", belowMs: 7 * DAY_MS },
  { name: "over 7 days", belowMs: Infinity },
] as const;

/** Returns the place in `HORIZONS` of a forecast that was made this long before the close. */
export function horizonOf(leadMs: number): number {
  return HORIZONS.findIndex(({ belowMs }) => leadMs < belowMs);
}
