import type { ContestantId, MarketId } from "./ids.ts";

/** A redemption whose transaction was signed: it may be on its way from then on. */
export interface SignedRedemption {
  readonly marketId: MarketId;
  /** The venue's name for what is given back, such as a token. */
  readonly position: string;
  /** What the chain knows the transaction by: a signature or a hash. */
  readonly reference: string;
  /** Up to when the chain can take it, in its own unit: a block height, or the wallet's number of the transaction. */
  readonly validUntil: string;
}

/** Redemptions on their way: each ends with `payout_reported` of the same reference, or with `redemption_failed`. */
export type RedemptionEntry =
  | ({
    readonly kind: "redemption_signed";
    readonly contestantId: ContestantId;
  } & SignedRedemption)
  | {
    readonly kind: "redemption_failed";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly reference: string;
    /** One sentence for people. */
    readonly reason: string;
  };
