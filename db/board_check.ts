import type { ArenaBoards } from "../domain/boards/arena_boards.ts";
import type { Sql } from "./pool.ts";

/** Where a board and the projections tell different things of a contestant. */
export interface BoardDifference {
  readonly contestantId: string;
  /** What the board says: scored forecasts and their mean Brier score. */
  readonly board: string;
  readonly projections: string;
}

/** The board counts probabilities in billionths. */
const TOLERANCE = 1e-8;

interface Scored {
  readonly count: number;
  readonly brier: number;
}

/**
 * Reckons the forecasting board a second time, by the database from the projected decisions and markets, and
 * compares.
 *
 * @param boards Folded up to the row that the projections stand at.
 * @returns One item per contestant of whom the two differ.
 */
export async function checkBoards(
  boards: ArenaBoards,
  { sql, run }: { readonly sql: Sql; readonly run: string },
): Promise<readonly BoardDifference[]> {
  const rows = await sql<
    { contestantId: string; count: bigint; brier: number }[]
  >`
    select decisions.contestant_id, count(*) as count,
      avg(power(probability_yes - (resolution = 'yes')::int, 2)) as brier
    from decisions join markets
      on markets.run = decisions.run and markets.market_id = decisions.market_id
    where decisions.run = ${run} and phase = 'final'
      and resolution in ('yes', 'no')
      -- What came after its market resolved knew.
      and decisions.sequence < markets.last_sequence
    group by decisions.contestant_id`;
  const projected = new Map<string, Scored>(
    rows.map(({ contestantId, count, brier }) => [
      contestantId,
      { count: Number(count), brier: Number(brier) },
    ]),
  );
  const known = new Map<string, Scored>();
  for (const season of boards.seasons.values()) {
    for (const { id, all } of season.forecasting.contestants) {
      // What resolves after a season's end is projected, and no part of its boards.
      if (season.isFinal) projected.delete(id);
      else known.set(id, { count: all.count, brier: all.brier ?? 0 });
    }
  }
  return [...new Set([...known.keys(), ...projected.keys()])].flatMap((id) => {
    const one = known.get(id) ?? { count: 0, brier: 0 };
    const other = projected.get(id) ?? { count: 0, brier: 0 };
    const isSame = one.count === other.count &&
      Math.abs(one.brier - other.brier) <= TOLERANCE;
    return isSame ? [] : [{
      contestantId: id,
      board: printed(one),
      projections: printed(other),
    }];
  });
}

function printed({ count, brier }: Scored): string {
  return `${count} forecasts with a Brier score of ${brier}`;
}
