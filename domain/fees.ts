import { assertNever } from "./assert_never.ts";
import { type Fill, fillNotional } from "./fill.ts";
import {
  divide,
  MICROS,
  type Quantity,
  type Rounding,
  type UsdMicros,
  ZERO_USD,
} from "./money.ts";
import type { OutcomePrice } from "./price.ts";

/**
 * What a rate is taken of, C contracts at a price of P:
 *
 * - `risk` is `C · P · (1 − P)`;
 * - `risk_squared` is `C · (P · (1 − P))²`;
 * - `cheaper_side` is `C · min(P, 1 − P)`.
 */
export type FeeBasis = "risk" | "risk_squared" | "cheaper_side";

/** One term of a fee: `rate · basis` in whole steps. */
export type FeeTerm =
  & {
    /** Millionths: 70,000 for 0.07. */
    readonly rateMicros: bigint;
    /** What the fee is a multiple of, in micro-dollars: 10,000 for a cent. */
    readonly stepMicros: bigint;
    /** Where an amount between two steps goes. */
    readonly rounding: Rounding;
  }
  & (
    /** Rounded once over all fills of an order. */
    | { readonly roundedPer: "order"; readonly basis: "risk" }
    | { readonly roundedPer: "fill"; readonly basis: FeeBasis }
  );

/** A venue that keeps balances in whole steps takes the rest of a step as a fee and pays it back in whole rebates. */
export interface BalanceSteps {
  /** What balances are multiples of, in micro-dollars. */
  readonly stepMicros: bigint;
  /** Once an order has paid more than this for whole steps, it gets this back. */
  readonly rebateMicros: bigint;
}

/** What a venue charges, where that is written, and since when it is known to hold. */
export interface FeeSchedule {
  readonly name: string;
  readonly source: string;
  /** ISO date. */
  readonly effectiveFrom: string;
  readonly taker: readonly FeeTerm[];
  readonly maker: readonly FeeTerm[];
  /** `null` for a venue that books micro-dollars. */
  readonly balance: BalanceSteps | null;
}

/** In micro-dollars. */
export const CENT = 10_000n;

/** Returns the term that Kalshi has rounded up to the cent, once per order. */
export function centTerm(rateMicros: bigint): FeeTerm {
  return {
    rateMicros,
    stepMicros: CENT,
    rounding: "ceil",
    roundedPer: "order",
    basis: "risk",
  };
}

/** Returns a term of a schedule whose rounding nobody documents: up to the micro-dollar in each fill. */
export function exactTerm(
  rateMicros: bigint,
  basis: FeeBasis = "risk",
): FeeTerm {
  return {
    rateMicros,
    stepMicros: 1n,
    rounding: "ceil",
    roundedPer: "fill",
    basis,
  };
}

/** Schedules that need nothing told about the market; `feeScheduleAt` knows the others and their dates. */
export const FEE_SCHEDULES = {
  /** A series without maker fees and with a multiplier of 1, rounded as before Kalshi had fractions of a cent. */
  kalshi: {
    name: "Kalshi",
    source:
      "Kalshi fee schedule; explains 116 settlements of a real account to the cent: 99 of takers, 17 with contracts that rested and paid nothing",
    effectiveFrom: "2026-02-28",
    taker: [centTerm(70_000n)],
    maker: [],
    balance: null,
  },
  /** What its formula names; its tiers by 30-day volume start higher, at 0.09 taker and 0.0225 maker. */
  dflow: {
    name: "dflow",
    source:
      "dflow trading rules: Kalshi's fee of each trade and 0.01·c·p·(1−p) on top; rounding of the second term is not documented, here up to the micro-dollar",
    effectiveFrom: "2026-11-20",
    taker: [
      { ...centTerm(70_000n), roundedPer: "fill" },
      exactTerm(10_000n),
    ],
    maker: [exactTerm(20_000n)],
    balance: null,
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
  /** What went to whole balance steps and has not come back, in micro-dollars. */
  readonly overpaid: bigint;
}

/** Of an order without fills. */
export const NO_FEES: OrderFees = {
  takerRisk: 0n,
  makerRisk: 0n,
  charged: ZERO_USD,
  overpaid: 0n,
};

/** What a fee is charged on. */
export interface ChargedFill {
  /** Looked at for whole balance steps only; a purchase where it is absent. */
  readonly side?: Fill["side"];
  readonly price: OutcomePrice;
  readonly quantity: Quantity;
  readonly liquidity: "taker" | "maker";
  /** What the earlier fills of the same order ran up; `NO_FEES` for the first. */
  readonly before: OrderFees;
}

/**
 * Returns the fee of one fill and what to carry to the order's next one.
 *
 * Terms rounded per order charge the rounded fee of all fills so far less what was charged before, so that
 * the fills of one order together pay what one fill would have paid. Where the venue keeps balances in whole
 * steps, the fee takes the balance down to the next one, and comes down by a rebate once that has cost the
 * order more than one. A fee is never negative.
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
  const { amount: risk, scale } = basisOf("risk", fill);
  const key = fill.liquidity === "taker" ? "takerRisk" : "makerRisk";
  const riskBefore = fill.before[key];
  let charge = 0n;
  for (const term of schedule[fill.liquidity]) {
    charge += term.roundedPer === "fill"
      ? rounded(term, basisOf(term.basis, fill))
      : rounded(term, { amount: riskBefore + risk, scale }) -
        rounded(term, { amount: riskBefore, scale });
  }
  const { fee, overpaid } = schedule.balance === null
    ? { fee: charge, overpaid: 0n }
    : inWholeSteps(schedule.balance, fill, charge);
  return {
    fee: fee as UsdMicros,
    after: {
      ...fill.before,
      [key]: riskBefore + risk,
      charged: (fill.before.charged + fee) as UsdMicros,
      overpaid,
    },
  };
}

/** An exact amount of `amount / scale` micro-dollars per millionth of a rate. */
interface Basis {
  readonly amount: bigint;
  readonly scale: bigint;
}

function basisOf(
  basis: FeeBasis,
  { price: { price }, quantity }: ChargedFill,
): Basis {
  const other = MICROS - price;
  switch (basis) {
    case "risk":
      return { amount: quantity * price * other, scale: MICROS ** 3n };
    case "risk_squared":
      return { amount: quantity * (price * other) ** 2n, scale: MICROS ** 5n };
    case "cheaper_side":
      return {
        amount: quantity * (price < other ? price : other),
        scale: MICROS ** 2n,
      };
    default:
      return assertNever(basis);
  }
}

function rounded(term: FeeTerm, { amount, scale }: Basis): bigint {
  const steps = divide(
    term.rateMicros * amount,
    scale * term.stepMicros,
    term.rounding,
  );
  return steps * term.stepMicros;
}

function inWholeSteps(
  { stepMicros, rebateMicros }: BalanceSteps,
  { side = "buy", price, quantity, before }: ChargedFill,
  charge: bigint,
): { readonly fee: bigint; readonly overpaid: bigint } {
  const notional = fillNotional({ side, price, quantity });
  const change = (side === "buy" ? -notional : notional) - charge;
  const posted = divide(change, stepMicros, "floor") * stepMicros;
  const fee = charge + change - posted;
  const overpaid = before.overpaid + change - posted;
  return overpaid > rebateMicros && fee >= rebateMicros
    ? { fee: fee - rebateMicros, overpaid: overpaid - rebateMicros }
    : { fee, overpaid };
}
