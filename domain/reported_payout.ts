import type { ContestantId, MarketId } from "./ids.ts";
import type { UsdMicros } from "./money.ts";

/**
 * What a venue says that it paid for a position whose market ended, beside what the journal had booked by then. It
 * moves no money: the journal books a payout when the market is final, and cash that differs is the reconciler's.
 */
export interface PayoutReported {
  readonly kind: "payout_reported";
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The venue's name for the payment, such as a transaction; no two rows have the same. */
  readonly reference: string;
  readonly amount: UsdMicros;
  /** What was settled in the journal; `null` where it had not been. */
  readonly booked: UsdMicros | null;
  /** Fees of all its fills in that market, as charged; `null` where the venue does not say. */
  readonly fees: UsdMicros | null;
  /** The same by the fills in the journal. */
  readonly feesBooked: UsdMicros;
}

/** Venues round what they pay to the cent. */
const CENT = 10_000n;

/** Whether a venue paid, and charged, what the journal has; `true` where nothing was booked yet. */
export function isAsBooked(
  { amount, booked, fees, feesBooked }: Pick<
    PayoutReported,
    "amount" | "booked" | "fees" | "feesBooked"
  >,
): boolean {
  return isWithinCent(amount, booked) && isWithinCent(feesBooked, fees);
}

function isWithinCent(one: UsdMicros, other: UsdMicros | null): boolean {
  if (other === null) return true;
  const off = one - other;
  return off < CENT && off > -CENT;
}
