import { divide, MICROS, type Quantity, type UsdMicros } from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/** One term of a fee: `rate · C · P · (1 − P)`, rounded up to `step`. */
export interface FeeTerm {
  /** Millionths: 70,000 for 0.07. */
  readonly rateMicros: bigint;
  /** What the fee is a multiple of, in micro-dollars: 10,000 for a cent. */
  readonly stepMicros: bigint;
  /** Whether rounding happens once over all fills of an order, or in each fill. */
  readonly roundedPer: "order" | "fill";
}

/** What a venue charges, where that is written, and since when it is known to hold. */
export interface FeeSchedule {
  readonly name: string;
  readonly source: string;
  /** ISO date. */
  readonly effectiveFrom: string;
  readonly taker: readonly FeeTerm[];
  readonly maker: readonly FeeTerm[];
}

const CENT = 10_000n;
const KALSHI_TAKER: FeeTerm = {
  rateMicros: 70_000n,
  stepMicros: CENT,
  roundedPer: "order",
};

/** Every schedule that the arena knows. */
export const FEE_SCHEDULES = {
  kalshi: {
    name: "Kalshi",
    source:
      "Kalshi fee schedule; agrees with 99 of 116 settlements of a real account, the others were charged less (maker fills)",
    effectiveFrom: "2026-02-28",
    taker: [KALSHI_TAKER],
    maker: [],
  },
  /** What its formula names; its tiers by 30-day volume start higher, at 0.09 taker and 0.0225 maker. */
  dflow: {
    name: "dflow",
    source:
      "dflow trading rules: Kalshi's fee of each trade and 0.01·c·p·(1−p) on top; rounding of the second term is not documented, here up to the micro-dollar",
    effectiveFrom: "2026-11-20",
    taker: [
      { rateMicros: 70_000n, stepMicros: CENT, roundedPer: "fill" },
      { rateMicros: 10_000n, stepMicros: 1n, roundedPer: "fill" },
    ],
    maker: [{ rateMicros: 20_000n, stepMicros: 1n, roundedPer: "fill" }],
  },
} as const satisfies Record<string, FeeSchedule>;

/** What an order has run up so far: carried from one of its fills to the next. */
export interface OrderFees {
  /** Sum of `C · P · (1 − P)` over the taker fills, in micro-dollars³, never rounded. */
  readonly takerRisk: bigint;
  /** The same over the maker fills. */
  readonly makerRisk: bigint;
  /** Fees charged. */
  readonly charged: UsdMicros;
}

/** Of an order without fills. */
export const NO_FEES: OrderFees = {
  takerRisk: 0n,
  makerRisk: 0n,
  charged: 0n as UsdMicros,
};

/** What a fee is charged on. */
export interface ChargedFill {
  readonly price: OutcomePrice;
  readonly quantity: Quantity;
  readonly liquidity: "taker" | "maker";
  /** What the earlier fills of the same order ran up; `NO_FEES` for the first. */
  readonly before: OrderFees;
}

/** Micro-dollars³ in a rate of millionths: what a product of rate, C, P and 1 − P is divided by. */
const RATE_SCALE = MICROS * MICROS * MICROS;

/**
 * Returns the fee of one fill and what to carry to the order's next one.
 *
 * Terms rounded per order charge the rounded fee of all fills so far less what was charged before, so that
 * the fills of one order together pay what one fill would have paid. A fee is never negative.
 *
 * @example
 * ```ts
 * import { feeOf, FEE_SCHEDULES, NO_FEES } from "./fees.ts";
 * import { printUsd, quantity } from "./money.ts";
 * import { yesPrice } from "./price.ts";
 *
 * const { fee } = feeOf(FEE_SCHEDULES.kalshi, {
 *   price: { outcome: "yes", price: yesPrice("0.48") },
 *   quantity: quantity("7"),
 *   liquidity: "taker",
 *   before: NO_FEES,
 * });
 * if (printUsd(fee) !== "0.13") throw new Error(printUsd(fee));
 * ```
 */
export function feeOf(
  schedule: FeeSchedule,
  fill: ChargedFill,
): { readonly fee: UsdMicros; readonly after: OrderFees } {
  const price = fill.price.price;
  const risk = fill.quantity * price * (MICROS - price);
  const key = fill.liquidity === "taker" ? "takerRisk" : "makerRisk";
  const riskBefore = fill.before[key];
  let fee = 0n;
  for (const term of schedule[fill.liquidity]) {
    fee += term.roundedPer === "fill"
      ? rounded(term, risk)
      : rounded(term, riskBefore + risk) - rounded(term, riskBefore);
  }
  return {
    fee: fee as UsdMicros,
    after: {
      ...fill.before,
      [key]: riskBefore + risk,
      charged: (fill.before.charged + fee) as UsdMicros,
    },
  };
}

function rounded(term: FeeTerm, risk: bigint): bigint {
  const steps = divide(
    term.rateMicros * risk,
    RATE_SCALE * term.stepMicros,
    "ceil",
  );
  return steps * term.stepMicros;
}
