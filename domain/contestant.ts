import type { ContestantId } from "./ids.ts";
import type { EntryOf, EquityMark } from "./journal.ts";
import type { Account, Ledger } from "./ledger.ts";
import {
  add,
  divide,
  max,
  subtract,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "./money.ts";
import {
  type Performance,
  performanceAfterFlow,
  startedPerformance,
} from "./performance.ts";

/**
 * How one contestant stands by the journal.
 *
 * `cash = startingBalance + netDeposits − cost of what is held + realizedPnl − feesPaid − fundingPaid −
 * inferenceCost + corrected`, exactly.
 */
export interface Contestant {
  readonly id: ContestantId;
  readonly name: string;
  readonly strategy: string;
  readonly startingBalance: UsdMicros;
  readonly enrolledAtMs: number;
  readonly cash: UsdMicros;
  /** Proceeds and payouts less the cost of what they were for; without fees. */
  readonly realizedPnl: UsdMicros;
  readonly feesPaid: UsdMicros;
  /** Deposits less withdrawals since the start. */
  readonly netDeposits: UsdMicros;
  /** What holding perpetuals cost, less what it brought. */
  readonly fundingPaid: UsdMicros;
  /** What the calls of its model cost. */
  readonly inferenceCost: UsdMicros;
  /** What reconciliations have added to cash and cost. */
  readonly corrected: UsdMicros;
  readonly decisions: number;
  /** Orders that left for a venue. */
  readonly orders: number;
  readonly denials: number;
  readonly fills: number;
  /** Positions that ended, by sale or settlement, with more cash than before they were opened, after fees. */
  readonly wins: number;
  /** Positions that ended with less. */
  readonly losses: number;
  /** Positions that ended with a loss since the last that did not. */
  readonly lossesInARow: number;
  /** When the newest of them ended, Unix milliseconds; `null` where the last one ended without a loss. */
  readonly lostAtMs: number | null;
  /** The newest mark; `null` before the first. */
  readonly mark: EquityMark | null;
  /** The highest of the starting balance and every mark's equity, grown and shrunk along with deposits. */
  readonly peakEquity: UsdMicros;
  /** The last equity known at midnight UTC of the newest mark's day, grown and shrunk along with deposits. */
  readonly equityAtDayStart: UsdMicros;
  /** Days since 1970, UTC, that `equityAtDayStart` is of. */
  readonly dayStartedUtc: number;
  readonly performance: Performance;
  /** When an operator last brought it back to its starting balance, Unix milliseconds; `null` where none did. */
  readonly resetAtMs: number | null;
}

/** Returns a contestant as it starts. */
export function enrolledContestant(
  entry: EntryOf<"contestant_enrolled">,
  enrolledAtMs: number,
): Contestant {
  return {
    id: entry.contestantId,
    name: entry.name,
    strategy: entry.strategy,
    startingBalance: entry.startingBalance,
    enrolledAtMs,
    cash: entry.startingBalance,
    realizedPnl: ZERO_USD,
    feesPaid: ZERO_USD,
    netDeposits: ZERO_USD,
    fundingPaid: ZERO_USD,
    inferenceCost: ZERO_USD,
    corrected: ZERO_USD,
    decisions: 0,
    orders: 0,
    denials: 0,
    fills: 0,
    wins: 0,
    losses: 0,
    lossesInARow: 0,
    lostAtMs: null,
    mark: null,
    peakEquity: entry.startingBalance,
    equityAtDayStart: entry.startingBalance,
    dayStartedUtc: dayUtc(enrolledAtMs),
    performance: startedPerformance(entry.startingBalance),
    resetAtMs: null,
  };
}

const DAY_MS = 86_400_000;

/** Returns the days since 1970, UTC, of a time in Unix milliseconds. */
function dayUtc(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/** Returns what a contestant has won for good, in exact dollars: after fees, funding and inference. */
export function netOf(contestant: Contestant): UsdMicros {
  const { realizedPnl, feesPaid, fundingPaid, inferenceCost } = contestant;
  return subtract(realizedPnl, add(add(feesPaid, fundingPaid), inferenceCost));
}

/** Returns `contestant` with its money read back from the ledger. */
export function withMoney(
  contestant: Contestant,
  ledger: Pick<Ledger, "balance">,
): Contestant {
  const { id: contestantId } = contestant;
  const balance = (
    kind: Exclude<Account["kind"], "external_capital" | "position_cost">,
  ) => ledger.balance({ kind, contestantId });
  return {
    ...contestant,
    cash: balance("contestant_cash"),
    feesPaid: balance("venue_fees"),
    realizedPnl: subtract(ZERO_USD, balance("counterparty")),
    fundingPaid: balance("funding"),
    inferenceCost: balance("inference_cost"),
    corrected: subtract(ZERO_USD, balance("corrections")),
  };
}

/**
 * Returns `contestant` after a position ended.
 *
 * @param contestant How it stood.
 * @param result The cash that the position brought, fees included.
 * @param atMs When it ended, Unix milliseconds.
 */
export function withResult(
  contestant: Contestant,
  result: UsdMicros,
  atMs: number,
): Contestant {
  const { wins, losses, lossesInARow } = contestant;
  return result < 0n
    ? {
      ...contestant,
      losses: losses + 1,
      lossesInARow: lossesInARow + 1,
      lostAtMs: atMs,
    }
    : {
      ...contestant,
      wins: wins + (result > 0n ? 1 : 0),
      lossesInARow: 0,
      lostAtMs: null,
    };
}

/** Returns `contestant` without a result that was taken back; how often it lost in a row stays as it is. */
export function withoutResult(
  contestant: Contestant,
  result: UsdMicros,
): Contestant {
  const { wins, losses } = contestant;
  return {
    ...contestant,
    wins: wins - (result > 0n ? 1 : 0),
    losses: losses - (result < 0n ? 1 : 0),
  };
}

/** Returns `contestant` after it was marked. The first mark of a day keeps what the one before it said. */
export function withMark(
  contestant: Contestant,
  mark: EquityMark,
  atMs: number,
): Contestant {
  const day = dayUtc(atMs);
  const { dayStartedUtc, equityAtDayStart } = contestant;
  const isNewDay = day > dayStartedUtc;
  return {
    ...contestant,
    mark,
    peakEquity: max(contestant.peakEquity, mark.equity),
    dayStartedUtc: isNewDay ? day : dayStartedUtc,
    equityAtDayStart: isNewDay
      ? contestant.mark?.equity ?? equityAtDayStart
      : equityAtDayStart,
  };
}

/**
 * Returns `contestant` after a deposit or withdrawal: neither counts as a profit or a loss.
 *
 * What was lost since the peak, or since midnight, stays the same share of it (rounded down to the micro-dollar),
 * since that is how either is limited.
 */
export function withCapital(
  contestant: Contestant,
  { amount, equityBefore }: Pick<
    EntryOf<"capital_moved">,
    "amount" | "equityBefore"
  >,
): Contestant {
  const { mark, performance } = contestant;
  return {
    ...contestant,
    netDeposits: add(contestant.netDeposits, amount),
    peakEquity: max(
      scaled(contestant.peakEquity, { amount, equityBefore }),
      add(equityBefore, amount),
    ),
    equityAtDayStart: scaled(contestant.equityAtDayStart, {
      amount,
      equityBefore,
    }),
    mark: mark === null ? null : {
      ...mark,
      cash: add(mark.cash, amount),
      equity: add(mark.equity, amount),
    },
    performance: performanceAfterFlow(performance, { amount, equityBefore }),
  };
}

/** An account that was worth nothing has no share to keep: what it is compared with moves by the amount. */
function scaled(
  compared: UsdMicros,
  { amount, equityBefore }: Pick<
    EntryOf<"capital_moved">,
    "amount" | "equityBefore"
  >,
): UsdMicros {
  const equityAfter = add(equityBefore, amount);
  if (equityBefore <= 0n || equityAfter < 0n) return add(compared, amount);
  return usdFromMicros(
    divide(compared * equityAfter, equityBefore, "floor"),
  );
}

/**
 * Returns `contestant` once its account is back at its starting balance: a reset is no profit and no loss, and limits
 * of losses begin anew. What it won and lost before stays counted.
 */
export function withReset(
  contestant: Contestant,
  equityBefore: UsdMicros,
  atMs: number,
): Contestant {
  const { id, startingBalance, performance } = contestant;
  return {
    ...contestant,
    resetAtMs: atMs,
    lossesInARow: 0,
    lostAtMs: null,
    peakEquity: startingBalance,
    equityAtDayStart: startingBalance,
    mark: {
      contestantId: id,
      cash: startingBalance,
      positionsAtBid: ZERO_USD,
      equity: startingBalance,
    },
    performance: performanceAfterFlow(performance, {
      amount: subtract(startingBalance, equityBefore),
      equityBefore,
    }),
  };
}
