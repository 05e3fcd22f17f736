import type { ContestantId, MarketId } from "../domain/ids.ts";
import type { UsdMicros } from "../domain/money.ts";

/** What a venue says that it paid for a position of a market that ended. */
export interface VenuePayout {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The venue's name for the payment. */
  readonly reference: string;
  readonly amount: UsdMicros;
  /** Fees of all fills in that market, as charged; `null` where the venue does not say. */
  readonly fees: UsdMicros | null;
  /** Unix milliseconds by the venue's clock, ours where it says nothing. */
  readonly paidAtMs: number;
}

/** Who writes down what venues paid. */
export interface Payouts {
  /**
   * Takes a payment, once however often it is told.
   *
   * @param options.isListed Whether the venue lists it again: one that the journal has not settled waits for that.
   */
  report(
    payout: VenuePayout,
    options?: { readonly isListed?: boolean },
  ): void;
}
