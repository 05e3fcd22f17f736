import { type Fill, fillNotional } from "./fill.ts";
import type { ContestantId } from "./ids.ts";
import type { EntryOf } from "./journal.ts";
import type { Posting } from "./ledger.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "./money.ts";
import { type Position, releasedCost } from "./position.ts";

function negative(amount: UsdMicros): UsdMicros {
  return subtract(ZERO_USD, amount);
}

function cash(contestantId: ContestantId, amount: UsdMicros): Posting {
  return { account: { kind: "contestant_cash", contestantId }, amount };
}

/** Realised profit comes out of the counterparty, a loss goes into it. */
function profit(contestantId: ContestantId, amount: UsdMicros): Posting {
  return {
    account: { kind: "counterparty", contestantId },
    amount: negative(amount),
  };
}

function cost(
  { contestantId, marketId, outcome }: Pick<
    Position,
    "contestantId" | "marketId" | "outcome"
  >,
  amount: UsdMicros,
): Posting {
  return {
    account: { kind: "position_cost", contestantId, marketId, outcome },
    amount,
  };
}

/** Returns the transfer that gives a contestant its starting balance. */
export function enrolledPostings(
  { contestantId, startingBalance }: Pick<
    EntryOf<"contestant_enrolled">,
    "contestantId" | "startingBalance"
  >,
): readonly Posting[] {
  return [
    {
      account: { kind: "external_capital" },
      amount: negative(startingBalance),
    },
    cash(contestantId, startingBalance),
  ];
}

/**
 * Returns the transfers of a fill; they sum to zero.
 *
 * A purchase turns cash into cost and fee. A sale releases cost pro rata (`releasedCost`), books the
 * difference to its proceeds as profit or loss, and pays the fee out of the cash. Notionals are rounded
 * against the contestant (`fillNotional`).
 *
 * @param fill The venue's record.
 * @param position What was held before it.
 * @throws {OversoldError} If more is sold than held.
 */
export function fillPostings(
  fill: Fill,
  position: Position,
): readonly Posting[] {
  const { contestantId, fee } = fill;
  const amount = fillNotional(fill);
  const fees: Posting = {
    account: { kind: "venue_fees", contestantId },
    amount: fee,
  };
  if (fill.side === "buy") {
    return [
      cash(contestantId, negative(add(amount, fee))),
      cost(fill, amount),
      fees,
    ];
  }
  const released = releasedCost(position, fill.quantity);
  return [
    cash(contestantId, subtract(amount, fee)),
    cost(fill, negative(released)),
    profit(contestantId, subtract(amount, released)),
    fees,
  ];
}

/** Returns the transfers that pay a settled position out; they sum to zero. */
export function settlementPostings(
  settled: Pick<
    EntryOf<"position_settled">,
    "contestantId" | "marketId" | "outcome" | "cost" | "payout"
  >,
): readonly Posting[] {
  return [
    cash(settled.contestantId, settled.payout),
    cost(settled, negative(settled.cost)),
    profit(settled.contestantId, subtract(settled.payout, settled.cost)),
  ];
}

/** Returns the transfers that take a settlement back: those that paid it, with their signs turned. */
export function reversalPostings(
  reversed: Parameters<typeof settlementPostings>[0],
): readonly Posting[] {
  return settlementPostings(reversed).map(({ account, amount }) => ({
    account,
    amount: negative(amount),
  }));
}

/** Returns the transfers of a deposit, or of a withdrawal where the amount is negative. */
export function capitalPostings(
  { contestantId, amount }: Pick<
    EntryOf<"capital_moved">,
    "contestantId" | "amount"
  >,
): readonly Posting[] {
  return [
    { account: { kind: "external_capital" }, amount: negative(amount) },
    cash(contestantId, amount),
  ];
}

/** Returns the transfers that a contestant pays `amount` with: funding, or what its model's calls cost. */
export function chargePostings(
  kind: "funding" | "inference_cost",
  { contestantId, amount }: {
    readonly contestantId: ContestantId;
    readonly amount: UsdMicros;
  },
): readonly Posting[] {
  return [
    cash(contestantId, negative(amount)),
    { account: { kind, contestantId }, amount },
  ];
}

/** Returns the transfers that bring a position's cost to what the venue's record says. */
export function positionCorrectionPostings(
  corrected: Pick<
    EntryOf<"position_corrected">,
    "contestantId" | "marketId" | "outcome" | "costAfter"
  >,
  costBefore: UsdMicros,
): readonly Posting[] {
  const { contestantId } = corrected;
  const amount = subtract(corrected.costAfter, costBefore);
  return [
    cost(corrected, amount),
    {
      account: { kind: "corrections", contestantId },
      amount: negative(amount),
    },
  ];
}

/** Returns the transfers that bring a contestant's cash to what the venue's record says. */
export function balanceCorrectionPostings(
  { contestantId, amount }: Pick<
    EntryOf<"balance_corrected">,
    "contestantId" | "amount"
  >,
): readonly Posting[] {
  return [
    cash(contestantId, amount),
    {
      account: { kind: "corrections", contestantId },
      amount: negative(amount),
    },
  ];
}
