import type { ContestantId } from "./ids.ts";
import type { EntryOf, EquityMark } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { subtract, type UsdMicros, ZERO_USD } from "./money.ts";

/**
 * How one contestant stands by the journal.
 *
 * `cash = startingBalance − cost of what is held + realizedPnl − feesPaid`, exactly.
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
  readonly decisions: number;
  /** Orders that left for a venue. */
  readonly orders: number;
  readonly denials: number;
  readonly fills: number;
  /** Positions that ended, by sale or settlement, with more cash than before they were opened, after fees. */
  readonly wins: number;
  /** Positions that ended with less. */
  readonly losses: number;
  /** The newest mark; `null` before the first. */
  readonly mark: EquityMark | null;
  /** The highest of the starting balance and every mark's equity. */
  readonly peakEquity: UsdMicros;
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
    decisions: 0,
    orders: 0,
    denials: 0,
    fills: 0,
    wins: 0,
    losses: 0,
    mark: null,
    peakEquity: entry.startingBalance,
  };
}

/**
 * Returns `contestant` with its money read back from the ledger.
 *
 * @param contestant How it stood.
 * @param ledger Where its money is.
 * @param result What a position that just ended brought, counted as win or loss; `null` if none ended.
 */
export function withMoney(
  contestant: Contestant,
  ledger: Pick<Ledger, "balance">,
  result: UsdMicros | null,
): Contestant {
  const { id: contestantId, wins, losses } = contestant;
  return {
    ...contestant,
    cash: ledger.balance({ kind: "contestant_cash", contestantId }),
    feesPaid: ledger.balance({ kind: "venue_fees", contestantId }),
    realizedPnl: subtract(
      ZERO_USD,
      ledger.balance({ kind: "counterparty", contestantId }),
    ),
    wins: wins + (result !== null && result > 0n ? 1 : 0),
    losses: losses + (result !== null && result < 0n ? 1 : 0),
  };
}
