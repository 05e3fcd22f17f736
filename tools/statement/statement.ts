import { subtract, type UsdMicros } from "../../domain/money.ts";
import type { PerpetualPrice } from "../../domain/perpetual.ts";

/** Where a file's figure is another one than ours. */
export interface Difference {
  /** File and place in it. */
  readonly place: string;
  readonly figure:
    | "position"
    | "profit"
    | "fee"
    | "commissions"
    | "payout"
    | "funding"
    | "net";
  readonly ours: string;
  readonly theirs: string;
  /** The rule that explains it; `null` where none does. */
  readonly reason: string | null;
}

/** What an account's rows in one instrument come to. */
export interface StatementLine {
  readonly account: string;
  readonly instrument: string;
  readonly rows: number;
  /** What is held after the last fill, `unknown` where there is none; `null` where every row is closed in itself. */
  readonly position: string | null;
  /** What that was entered for on average; `null` where nothing is held or nobody knows. */
  readonly entry: PerpetualPrice | null;
  /** What closing it at the price of the last fill would win, without fees. In no other figure. */
  readonly open: UsdMicros | null;
  /** Before fees and funding. */
  readonly realized: UsdMicros;
  readonly fees: UsdMicros;
  /** What was paid to hold, less what was received. */
  readonly funding: UsdMicros;
}

/** What the rows of one or more files come to in our ledger. */
export interface Statement {
  readonly rows: number;
  readonly lines: readonly StatementLine[];
  readonly differences: readonly Difference[];
  /** What a reader has to know of figures that are not ours, or of rows that are left out. */
  readonly notes: readonly string[];
  /** Over all accounts: 0 unless the ledger is broken. */
  readonly ledgerSum: UsdMicros;
}

/** Raised for a file that holds no rows that can be booked; the message says where. */
export class StatementError extends Error {
  override readonly name = "StatementError";
}

/** Returns the realised profit less fees and funding. */
export function netOf(
  { realized, fees, funding }: Pick<
    StatementLine,
    "realized" | "fees" | "funding"
  >,
): UsdMicros {
  return subtract(subtract(realized, fees), funding);
}
