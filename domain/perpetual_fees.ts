import { inForceAt } from "./fee_schedules.ts";
import { divide, MICROS, type Quantity, type UsdMicros } from "./money.ts";
import type { PerpetualPrice } from "./perpetual.ts";

/** What a venue charges for perpetuals, of the notional, and since when it is known to hold. */
export interface PerpetualFees {
  readonly name: string;
  readonly source: string;
  /** ISO date. */
  readonly effectiveFrom: string;
  /** Trillionths: 450,000,000 for 0.045 %. */
  readonly takerPicos: bigint;
  readonly makerPicos: bigint;
}

/** What has to be told of a market, and of the account that trades, to know the fees. */
export interface PerpetualFeeSelector {
  readonly venue: "hyperliquid";
  /** By the weighted volume of 14 days: 0 for less than 5 million dollars, then 1 to 6. */
  readonly tier: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  /** By the HYPE staked. */
  readonly stakingDiscountPercent: 0 | 5 | 10 | 15 | 20 | 30 | 40;
  /** 4 for an account that was referred, on its first 25 million dollars. */
  readonly referralDiscountPercent: 0 | 4;
  /** Who deployed the market. A builder's share is taken to be as large as the venue's; `growth` is a tenth of both. */
  readonly deployment: "validator" | "builder" | "growth";
}

const RATE_SCALE = 10n ** 12n;
/** Taker and maker of each tier, in millionths. */
const HYPERLIQUID_TIERS = [
  [450n, 150n],
  [400n, 120n],
  [350n, 80n],
  [300n, 40n],
  [280n, 0n],
  [260n, 0n],
  [240n, 0n],
] as const;

const HYPERLIQUID_SOURCE =
  "hyperliquid.gitbook.io/hyperliquid-docs/trading/fees; explains 5,412 fills of 17 accounts to the micro-dollar, two of them but for one";

/**
 * Returns the fees in force at `atMs`.
 *
 * Rebates of market makers and discounts of a market's collateral are left out.
 *
 * @param selector Which market, and whose orders.
 * @param atMs Unix milliseconds.
 * @throws {RangeError} If nobody knows what was charged then. What is not known is never 0.
 */
export function perpetualFeesAt(
  selector: PerpetualFeeSelector,
  atMs: number,
): PerpetualFees {
  const [taker, maker] = HYPERLIQUID_TIERS[selector.tier];
  const fees: PerpetualFees = {
    name: "Hyperliquid",
    source: HYPERLIQUID_SOURCE,
    effectiveFrom: selector.deployment === "validator"
      ? "2025-05-05"
      : "2026-07-19",
    takerPicos: discounted(taker, selector),
    makerPicos: discounted(maker, selector),
  };
  return inForceAt([fees], atMs);
}

/** Of ten: a builder's market costs twice as much, and a tenth of that while it grows. */
const DEPLOYMENT_TENTHS = {
  validator: 10n,
  builder: 20n,
  growth: 2n,
} as const;

function discounted(
  rateMicros: bigint,
  { stakingDiscountPercent, referralDiscountPercent, deployment }:
    PerpetualFeeSelector,
): bigint {
  const kept = BigInt(100 - stakingDiscountPercent) *
    BigInt(100 - referralDiscountPercent) * DEPLOYMENT_TENTHS[deployment];
  return rateMicros * MICROS * kept / (100n * 100n * 10n);
}

/**
 * Returns the venue's fee of one fill, rounded down to the micro-dollar as the venue does. What a builder asks
 * for its interface comes on top.
 */
export function perpetualFeeOf(
  fees: PerpetualFees,
  { price, quantity, liquidity }: {
    readonly price: PerpetualPrice;
    readonly quantity: Quantity;
    readonly liquidity: "taker" | "maker";
  },
): UsdMicros {
  const rate = liquidity === "taker" ? fees.takerPicos : fees.makerPicos;
  return divide(
    price * quantity * rate,
    MICROS * RATE_SCALE,
    "floor",
  ) as UsdMicros;
}
