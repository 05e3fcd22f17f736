import type { MarketId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";

/** One outcome of one market, as a token. */
export interface OutcomeToken {
  readonly mint: string;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
  /** Whether it can be given back for what it pays now. */
  readonly isRedeemable: boolean;
}
