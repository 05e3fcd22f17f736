import type { BoardDayView } from "../../domain/view_board_days.ts";

/** One contestant's figure by day. */
export interface HistoryCurve {
  readonly id: string;
  readonly name: string;
  /** One per day of the chart; `null` where it has none. */
  readonly values: readonly (number | null)[];
}

/** What a chart of days shows. */
export interface HistoryChart {
  /** When each day was closed, Unix milliseconds, ascending. */
  readonly atMs: readonly number[];
  readonly curves: readonly HistoryCurve[];
}

/**
 * Returns the returns by day of everybody who is on the newest of them.
 *
 * @param days The oldest first.
 * @param only A contestant's id; everybody's where it is left out.
 */
export function historyChart(
  days: readonly BoardDayView[],
  only?: string,
): HistoryChart {
  const members = (days.at(-1)?.rows ?? [])
    .filter(({ contestantId }) => only === undefined || contestantId === only);
  return {
    atMs: days.map(({ hourAtMs }) => hourAtMs),
    curves: members.map(({ contestantId, contestantName }) => ({
      id: contestantId,
      name: contestantName,
      values: days.map(({ rows }) =>
        rows.find((row) => row.contestantId === contestantId)?.return ?? null
      ),
    })),
  };
}
