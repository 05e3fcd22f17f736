import type { Posting } from "./ledger.ts";
import { subtract, type UsdMicros, ZERO_USD } from "./money.ts";
import type { PerpetualChange } from "./perpetual.ts";

/**
 * Returns the transfers of a fill of a perpetual; they sum to zero.
 *
 * Opening moves nothing but the fee: a perpetual is held against cash, not paid for. Closing moves what it won
 * out of the counterparty, or what it lost into it. Funding is moved by `chargePostings`.
 *
 * @param change What the fill made of the position.
 * @param fee What the venue charged; a rebate where it is negative.
 */
export function perpetualFillPostings(
  { position: { contestantId }, realized }: PerpetualChange,
  fee: UsdMicros,
): readonly Posting[] {
  return [
    {
      account: { kind: "contestant_cash", contestantId },
      amount: subtract(realized, fee),
    },
    {
      account: { kind: "counterparty", contestantId },
      amount: subtract(ZERO_USD, realized),
    },
    { account: { kind: "venue_fees", contestantId }, amount: fee },
  ];
}
