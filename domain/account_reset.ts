import type { ContestantId, MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";

/**
 * An account that an operator has brought back to its starting balance, as one bundle of corrections: what it held is
 * taken off it at cost, and its cash is corrected by the difference. Nothing before it is edited.
 */
export interface AccountReset {
  readonly contestantId: ContestantId;
  readonly positions: readonly {
    readonly marketId: MarketId;
    readonly outcome: Outcome;
    readonly quantity: Quantity;
    readonly cost: UsdMicros;
  }[];
  /** What is added to the cash. */
  readonly amount: UsdMicros;
  /** What the account was worth just before, for the time-weighted return: a reset is no profit and no loss. */
  readonly equityBefore: UsdMicros;
  readonly by: string;
  readonly reason: string;
}
