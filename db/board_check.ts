import type { ArenaBoards } from "../domain/boards/arena_boards.ts";
import type { Sql } from "./pool.ts";

/** Where a board and the projections tell different things of a contestant. */
export interface BoardDifference {
  readonly contestantId: string;
  /** What the board says: scored forecasts and their mean Brier score, or fills and the cash that they left. */
  readonly board: string;
  readonly projections: string;
}

/** Boards, and where the same journal is projected to, up to the same row. */
interface Checked {
  readonly sql: Sql;
  readonly run: string;
}

/** The board counts probabilities in billionths. */
const TOLERANCE = 1e-8;

interface Scored {
  readonly count: number;
  readonly brier: number;
}

/**
 * Reckons both boards a second time, by the database from the projected rows, and compares.
 *
 * @param boards Folded up to the row that the projections stand at.
 * @returns One item per contestant and board of whom the two differ.
 */
export async function checkBoards(
  boards: ArenaBoards,
  checked: Checked,
): Promise<readonly BoardDifference[]> {
  return [
    ...await checkForecasting(boards, checked),
    ...await checkTrading(boards, checked),
  ];
}

/** From decisions and markets. */
async function checkForecasting(
  boards: ArenaBoards,
  { sql, run }: Checked,
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

/**
 * From orders, fills, settlements and transfers: what everybody began with and all that came and went since is the
 * cash. Fills of perpetuals are projected as counts alone, so an arena of those is left out.
 */
async function checkTrading(
  boards: ArenaBoards,
  { sql, run }: Checked,
): Promise<readonly BoardDifference[]> {
  if (boards.books.perpetualOrders.markets.size > 0) return [];
  const rows = await sql<
    { contestantId: string; fills: bigint; cash: bigint }[]
  >`
    with moved as (
      select contestant_id, sum(case side when 'sell' then filled_notional
        else -filled_notional end) as amount
      from orders where run = ${run} group by contestant_id
      union all
      select contestant_id, -sum(fee) from fills
      where run = ${run} group by contestant_id
      union all
      select contestant_id, sum(payout) from settlements
      where run = ${run} group by contestant_id
      union all
      select contestant_id, sum(amount) from transfers
      where run = ${run} group by contestant_id
    )
    select contestant_id, (
        select count(*) from fills
        where run = ${run} and contestant_id = contestants.contestant_id
      ) as fills, (starting_balance + coalesce((
        select sum(amount) from moved
        where contestant_id = contestants.contestant_id
      ), 0))::bigint as cash
    from contestants where run = ${run}`;
  const differences: BoardDifference[] = [];
  const projected = new Map(rows.map((row) => [row.contestantId, row]));
  for (const season of boards.seasons.values()) {
    if (season.isFinal) continue;
    for (const { id, cash, fills } of season.contestants.values()) {
      const other = projected.get(id);
      const board = traded({ fills: BigInt(fills), cash });
      const projections = other === undefined ? "nobody" : traded(other);
      if (board !== projections) {
        differences.push({ contestantId: id, board, projections });
      }
    }
  }
  return differences;
}

function traded(
  { fills, cash }: { readonly fills: bigint; readonly cash: bigint },
): string {
  return `${fills} fills and a cash of ${cash} micro-dollars`;
}

function printed({ count, brier }: Scored): string {
  return `${count} forecasts with a Brier score of ${brier}`;
}
