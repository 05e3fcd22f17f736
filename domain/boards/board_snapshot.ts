import type { BoardSnapshotEntry, SnapshotRow } from "../board_snapshot.ts";
import { canonicalJson } from "../canonical_json.ts";
import { netOf } from "../contestant.ts";
import type { ContestantId } from "../ids.ts";
import type { ArenaBoards } from "./arena_boards.ts";
import { lacksOf } from "./listing.ts";
import type { ContestantScores } from "./forecast_board.ts";
import type { SeasonBoards } from "./season_boards.ts";

const BILLION = 1e9;

/** Returns how everybody of a season stands on both boards, without the intervals, in the order of enrolment. */
export function snapshotRows(boards: SeasonBoards): readonly SnapshotRow[] {
  const { contestants, accounts, newestAtMs } = boards;
  const scores = new Map<ContestantId, ContestantScores>(
    boards.forecasting.contestants.map((one) => [one.id, one]),
  );
  const rows = [...contestants.values()].map((contestant) => {
    const { id, mark, cash, fills, wins, losses } = contestant;
    const account = accounts.get(id);
    const all = scores.get(id)?.all;
    const market = all?.market ?? null;
    const resolvedDecisions = all?.count ?? 0;
    const days = account?.daysUntil(newestAtMs) ?? 0;
    return {
      isListed: lacksOf(days, resolvedDecisions).length === 0,
      row: {
        contestantId: id,
        tradingRank: null,
        return: rounded(account?.return ?? 0),
        equity: mark?.equity ?? cash,
        netPnl: netOf(contestant),
        fills,
        wins,
        losses,
        forecastingRank: null,
        resolvedDecisions,
        brier: roundedOrNull(all?.brier ?? null),
        logLoss: roundedOrNull(all?.logLoss ?? null),
        alpha: roundedOrNull(
          market === null ? null : market.marketBrier - market.brier,
        ),
      },
    };
  });
  const listed = rows.filter(({ isListed }) => isListed)
    .map(({ row }) => row);
  const trading = ranks(listed, (row) => row.return);
  const forecasting = ranks(listed, (row) => row.alpha ?? -Infinity);
  return rows.map(({ row }) => ({
    ...row,
    tradingRank: trading.get(row.contestantId) ?? null,
    forecastingRank: forecasting.get(row.contestantId) ?? null,
  }));
}

/** Whether what was written down of a season that is over is what its rows lead to. */
export function isFinalAsWritten(
  boards: Pick<ArenaBoards, "seasons">,
  { seasonId, rows }: Pick<BoardSnapshotEntry, "seasonId" | "rows">,
): boolean {
  const season = boards.seasons.get(seasonId);
  const anew = season === undefined ? [] : snapshotRows(season);
  return canonicalJson(anew) === canonicalJson(rows);
}

/** The best has the first rank; of two alike whoever enrolled first. */
function ranks(
  rows: readonly SnapshotRow[],
  by: (row: SnapshotRow) => number,
): ReadonlyMap<ContestantId, number> {
  const sorted = [...rows].sort((left, right) => by(right) - by(left));
  return new Map(sorted.map(({ contestantId }, at) => [contestantId, at + 1]));
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

/** JSON has no negative zero. */
function rounded(value: number): number {
  const round = Math.round(value * BILLION) / BILLION;
  return round === 0 ? 0 : round;
}
