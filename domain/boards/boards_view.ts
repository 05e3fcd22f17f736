import { type Contestant, netOf } from "../contestant.ts";
import type { ContestantId } from "../ids.ts";
import { printUsd } from "../money.ts";
import type { SeasonView } from "../view_seasons.ts";
import { bradleyTerry } from "../scoring/bradley_terry.ts";
import { brierSkill } from "../scoring/market_skill.ts";
import { brierParts } from "../scoring/murphy.ts";
import {
  expectedCalibrationError,
  reliabilityCurve,
} from "../scoring/reliability.ts";
import {
  type BoardsView,
  type ForecastingRow,
  LISTING,
  type PairView,
  type ScoreClass,
  type TradingClass,
  type TradingRow,
} from "../view_boards.ts";
import {
  type AccountStatistics,
  accountStatistics,
  type Resampling,
} from "./account_statistics.ts";
import type { ContestantPair, ContestantScores } from "./forecast_board.ts";
import { HORIZONS } from "./horizon.ts";
import type { SeasonBoards } from "./season_boards.ts";
import type { TradingClasses, TradingTally } from "./trading_classes.ts";
import { lacksOf } from "./listing.ts";
import { type PairStatistics, pairStatistics } from "./pair_statistics.ts";
import type { ScoreTally } from "./score_tally.ts";

/** What `boardsView` reckons with. */
export interface BoardsOptions extends Resampling {
  /** The season as it stands. */
  readonly season: SeasonView;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

type ReckonedPair = ContestantPair & { readonly statistics: PairStatistics };

/**
 * Reckons both boards in slices of a few milliseconds. Rows may be applied between two slices: figures are those of
 * the last one, intervals at most as old as the first.
 */
export function* boardsView(
  boards: SeasonBoards,
  options: BoardsOptions,
): Generator<void, BoardsView> {
  const accounts = new Map<ContestantId, AccountStatistics>();
  for (const [id, account] of boards.accounts) {
    const contestant = boards.contestants.get(id);
    if (contestant === undefined) continue;
    accounts.set(
      id,
      accountStatistics(
        account.hoursUntil(boards.newestAtMs),
        contestant,
        options,
      ),
    );
    yield;
  }
  const pairs: ReckonedPair[] = [];
  for (const pair of boards.forecasting.pairs()) {
    const statistics = yield* pairStatistics(pair.differences, options);
    if (statistics !== null) pairs.push({ ...pair, statistics });
    yield;
  }
  const { contestants } = boards;
  const nameOf = (id: ContestantId) => contestants.get(id)?.name ?? id;
  return {
    season: options.season,
    journalSequence: boards.head.sequence,
    reckonedAtMs: options.nowMs,
    listing: LISTING,
    trading: ranked(
      tradingRows(boards, accounts),
      (row) => row.return,
    ),
    forecasting: ranked(
      forecastingRows(boards, pairs),
      (row) => row.alpha ?? -Infinity,
    ),
    pairs: pairs.map((pair) => pairView(pair, nameOf)),
  };
}

interface Ranked {
  readonly rank: number | null;
  readonly unlisted: string | null;
  readonly contestantName: string;
}

/** Those with a rank first, the best on top; the others by name, since their figures tell nothing yet. */
function ranked<Row extends Ranked>(
  rows: readonly Row[],
  by: (row: Row) => number,
): Row[] {
  const listed = rows.filter(({ unlisted }) => unlisted === null)
    .sort((left, right) => by(right) - by(left));
  const others = rows.filter(({ unlisted }) => unlisted !== null)
    .sort((left, right) => left.contestantName < right.contestantName ? -1 : 1);
  return [
    ...listed.map((row, at) => ({ ...row, rank: at + 1 })),
    ...others,
  ];
}

function listedFields(
  contestant: Contestant,
  days: number,
  scores: ContestantScores | undefined,
) {
  const resolvedDecisions = scores?.all.count ?? 0;
  const lacks = lacksOf(days, resolvedDecisions);
  return {
    contestantId: contestant.id,
    contestantName: contestant.name,
    strategy: contestant.strategy,
    resetAtMs: contestant.resetAtMs,
    rank: null,
    unlisted: lacks.length === 0
      ? null
      : `not yet distinguishable: ${lacks.join(", ")}`,
    days,
    resolvedDecisions,
  };
}

function tradingRows(
  boards: SeasonBoards,
  accounts: ReadonlyMap<ContestantId, AccountStatistics>,
): TradingRow[] {
  const scores = new Map(
    boards.forecasting.contestants.map((one) => [one.id, one]),
  );
  return [...boards.contestants.values()].flatMap((contestant) => {
    const { id, wins, losses } = contestant;
    const account = boards.accounts.get(id);
    const statistics = accounts.get(id);
    if (account === undefined || statistics === undefined) return [];
    const { intervals } = statistics;
    const closed = wins + losses;
    return [{
      ...listedFields(
        contestant,
        account.daysUntil(boards.newestAtMs),
        scores.get(id),
      ),
      return: account.return,
      returnInterval: intervals.return,
      maximumDrawdown: statistics.maximumDrawdown,
      maximumDrawdownInterval: intervals.maximumDrawdown,
      sharpe: statistics.sharpe,
      sharpeInterval: intervals.sharpe,
      sortino: statistics.sortino,
      sortinoInterval: intervals.sortino,
      turnoverPerDay: statistics.turnoverPerDay,
      turnoverPerDayInterval: intervals.turnoverPerDay,
      netPnl: printUsd(netOf(contestant)),
      fees: printUsd(contestant.feesPaid),
      funding: printUsd(contestant.fundingPaid),
      inference: printUsd(contestant.inferenceCost),
      hitRate: closed === 0 ? null : wins / closed,
      hitRateInterval: intervals.hitRate,
      closedPositions: closed,
      ...tradingClasses(boards.classes.get(id)),
    }];
  });
}

function tradingClasses(classes: TradingClasses | undefined) {
  return {
    byCategory: [...classes?.byCategory ?? []].map(([name, tally]) =>
      tradingClass(name, tally)
    ),
    byHorizon: HORIZONS.flatMap(({ name }, at) => {
      const tally = classes?.byHorizon[at];
      return tally === undefined || tally.fills === 0
        ? []
        : [tradingClass(name, tally)];
    }),
  };
}

function tradingClass(name: string, tally: TradingTally): TradingClass {
  const { netPnl, fees, fills } = tally;
  return { name, netPnl: printUsd(netPnl), fees: printUsd(fees), fills };
}

function forecastingRows(
  boards: SeasonBoards,
  pairs: readonly ReckonedPair[],
): ForecastingRow[] {
  const { contestants } = boards;
  const ratings = ratingsOf(pairs);
  return boards.forecasting.contestants.flatMap((scores) => {
    const contestant = contestants.get(scores.id);
    if (contestant === undefined) return [];
    const { all, byCategory, byHorizon } = scores;
    const bins = all.bins();
    const reliability = reliabilityCurve(bins);
    const { market } = all;
    return [{
      ...listedFields(
        contestant,
        boards.accounts.get(scores.id)?.daysUntil(boards.newestAtMs) ?? 0,
        scores,
      ),
      markets: scores.markets,
      brier: all.brier,
      logLoss: all.logLoss,
      ece: expectedCalibrationError(reliability),
      alpha: alphaOf(all),
      skill: market === null
        ? null
        : brierSkill(market.brier, market.marketBrier),
      rating: ratings.get(scores.id) ?? null,
      decomposition: brierParts(bins),
      reliability,
      byCategory: [...byCategory].flatMap(([name, tally]) =>
        scoreClass(name, tally)
      ),
      byHorizon: HORIZONS.flatMap(({ name }, at) =>
        scoreClass(name, byHorizon[at])
      ),
    }];
  });
}

function alphaOf({ market }: ScoreTally): number | null {
  return market === null ? null : market.marketBrier - market.brier;
}

function scoreClass(
  name: string,
  tally: ScoreTally | undefined,
): readonly ScoreClass[] {
  const { brier, logLoss } = tally ?? { brier: null, logLoss: null };
  if (tally === undefined || brier === null || logLoss === null) return [];
  return [{ name, n: tally.count, brier, logLoss, alpha: alphaOf(tally) }];
}

/** Whoever was better over a market has won it. */
function ratingsOf(
  pairs: readonly ReckonedPair[],
): ReadonlyMap<ContestantId, number> {
  const met = new Set(pairs.flatMap(({ left, right }) => [left, right]));
  return bradleyTerry(
    [...met],
    pairs.map(({ left, right, statistics: { wins } }) => ({
      left,
      right,
      leftWins: wins.left,
      rightWins: wins.right,
    })),
  );
}

function pairView(
  { left, right, statistics }: ReckonedPair,
  nameOf: (id: ContestantId) => string,
): PairView {
  const { wins: _wins, power, ...figures } = statistics;
  return {
    leftId: left,
    leftName: nameOf(left),
    rightId: right,
    rightName: nameOf(right),
    ...figures,
    power: power === null ? null : {
      marketsNeeded: power.marketsNeeded,
      marketsFurther: power.marketsFurther,
      marketsNeededPeeking: power.marketsNeededPeeking,
      marketsFurtherPeeking: power.marketsFurtherPeeking,
    },
  };
}
