import { add, type UsdMicros } from "./money.ts";

/** What a time-weighted return is chained from: the periods between deposits and withdrawals. */
export interface Performance {
  /** Product of the growth of every ended period: 1.05 for +5 %. */
  readonly growthBefore: number;
  /** What the account was worth when the period under way began. */
  readonly periodBase: UsdMicros;
}

/** Money that came or went from outside. */
interface CapitalFlow {
  readonly amount: UsdMicros;
  readonly equityBefore: UsdMicros;
}

/** Returns the performance of an account that starts with `balance`. */
export function startedPerformance(balance: UsdMicros): Performance {
  return { growthBefore: 1, periodBase: balance };
}

/** Growth from nothing is not a number: a period without capital counts as none. */
function growth(base: UsdMicros, equity: UsdMicros): number {
  return base > 0n ? Number(equity) / Number(base) : 1;
}

/** Returns `performance` after a deposit or withdrawal, which ends one period and begins the next. */
export function performanceAfterFlow(
  { growthBefore, periodBase }: Performance,
  { amount, equityBefore }: CapitalFlow,
): Performance {
  return {
    growthBefore: growthBefore * growth(periodBase, equityBefore),
    periodBase: add(equityBefore, amount),
  };
}

/**
 * Returns the time-weighted return until an account is worth `equity`: 0.05 for +5 %. Each period between two
 * flows counts by its own growth, so that neither a deposit nor a withdrawal is a profit or a loss
 * (CFA Institute, Global Investment Performance Standards: true time-weighted rate of return).
 */
export function timeWeightedReturn(
  { growthBefore, periodBase }: Performance,
  equity: UsdMicros,
): number {
  return growthBefore * growth(periodBase, equity) - 1;
}
