import type { DflowTier } from "./dflow_tier.ts";
import type { PolymarketCategory } from "./polymarket_category.ts";

/**
 * By which of its venue's fee schedules the orders in a market are charged, decoded from what the venue says of
 * that market. Rates and multipliers are in millionths: 70,000 for 0.07, 500,000 for 0.5.
 */
export type MarketFees =
  | {
    /** `fee_type` of the Kalshi series. */
    readonly schedule:
      | "kalshi_quadratic"
      | "kalshi_quadratic_with_maker_fees";
    /** `fee_multiplier` of the series, 0 or more. */
    readonly multiplierMicros: bigint;
  }
  | {
    /** What a market of Polymarket states of itself. */
    readonly schedule: "polymarket_rate";
    /** 0 or more. */
    readonly rateMicros: bigint;
    /** Of `P · (1 − P)`. */
    readonly exponent: 1 | 2;
  }
  | {
    /** For a market of Polymarket that states no rate. */
    readonly schedule: "polymarket_category";
    readonly category: PolymarketCategory;
  }
  | {
    /** For a market of dflow, by the builder's volume of 30 days. */
    readonly schedule: "dflow_tier";
    readonly tier: DflowTier;
  }
  | {
    readonly schedule: "predict";
    /** `feeRateBps` of the market, 0 to 1,000,000: 20,000 for 200 basis points. */
    readonly rateMicros: bigint;
  };
