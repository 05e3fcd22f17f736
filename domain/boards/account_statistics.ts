import type { Contestant } from "../contestant.ts";
import { blockInterval, blockLengthOf } from "../statistics/block_bootstrap.ts";
import type { Draws } from "../statistics/draws.ts";
import type { Interval } from "../statistics/interval.ts";
import { proportionInterval } from "../statistics/proportion.ts";
import {
  type ReturnIntervals,
  returnIntervals,
} from "../statistics/return_intervals.ts";
import {
  HOURS_PER_YEAR,
  maximumDrawdown,
  sharpeRatio,
  sortinoRatio,
} from "../statistics/trading_figures.ts";
import type { AccountHours } from "./hourly_account.ts";

/** How a contestant traded, by the hours that are over. */
export interface AccountStatistics {
  readonly hours: number;
  readonly maximumDrawdown: number;
  /** Per year, of hourly returns; `null` where too little is known. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Dollars bought and sold for per day, over the account's mean worth; `null` before the first hour is over. */
  readonly turnoverPerDay: number | null;
  readonly intervals: ReturnIntervals & {
    readonly turnoverPerDay: Interval | null;
    readonly hitRate: Interval | null;
  };
}

/** How intervals are drawn. */
export interface Resampling {
  readonly draws: Draws;
  /** 1 or more. */
  readonly resamples: number;
}

/** What happens within a day hangs together. */
const BLOCK_HOURS = 24;
const HOURS_PER_DAY = 24;

/** Returns how a contestant traded, with 95 % intervals. It takes milliseconds, whatever the history is. */
export function accountStatistics(
  hours: AccountHours,
  { wins, losses }: Pick<Contestant, "wins" | "losses">,
  { draws, resamples }: Resampling,
): AccountStatistics {
  // The hour under way is no period yet; the drawdown alone looks into it.
  const returns = hours.returns.slice(0, -1);
  const traded = hours.traded.slice(0, -1);
  const equity = hours.equity.slice(0, -1);
  const total = (values: Float64Array) =>
    values.reduce((sum, value) => sum + value, 0);
  const worth = total(equity);
  return {
    hours: returns.length,
    maximumDrawdown: maximumDrawdown(hours.returns),
    sharpe: sharpeRatio(returns, HOURS_PER_YEAR),
    sortino: sortinoRatio(returns, HOURS_PER_YEAR),
    turnoverPerDay: worth > 0 ? HOURS_PER_DAY * total(traded) / worth : null,
    intervals: {
      ...returnIntervals(returns, {
        draws,
        resamples,
        periodsPerYear: HOURS_PER_YEAR,
        blockAtLeast: BLOCK_HOURS,
      }),
      turnoverPerDay: blockInterval({
        first: traded,
        second: equity,
        at: (spent, owned) =>
          owned <= 0 ? null : {
            value: HOURS_PER_DAY * spent / owned,
            slopes: [
              HOURS_PER_DAY / owned,
              -HOURS_PER_DAY * spent / owned ** 2,
            ],
          },
      }, {
        draws,
        resamples,
        blockLength: blockLengthOf(returns.length, BLOCK_HOURS),
      }),
      hitRate: proportionInterval(wins, wins + losses),
    },
  };
}
