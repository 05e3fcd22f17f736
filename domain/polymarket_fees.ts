import type { FeeBasis, FeeSchedule } from "./fees.ts";
import type { PolymarketCategory } from "./polymarket_category.ts";

/** What a market of Polymarket says about its own fees: `rate · (P · (1 − P))` to the power of `exponent`, per contract. */
export interface PolymarketRate {
  /** Millionths, 0 or more: 70,000 for 0.07. */
  readonly rateMicros: bigint;
  readonly exponent: 1 | 2;
}

const POLYMARKET_SOURCE =
  "docs.polymarket.com/trading/fees: takers only, whole steps of 0.00001, what is less is dropped";

/** Rates in millionths, by the day from which markets were listed with them. */
const POLYMARKET_RATES: Readonly<
  Record<
    PolymarketCategory,
    readonly [readonly [string, bigint], ...(readonly [string, bigint])[]]
  >
> = {
  crypto: [["2026-03-30", 72_000n], ["2026-05-17", 70_000n]],
  // Some leagues were listed at 0.03 again in October 2026: what the market itself says counts more than this.
  sports: [["2026-03-30", 30_000n], ["2026-07-10", 50_000n]],
  finance: [["2026-03-30", 40_000n]],
  politics: [["2026-03-30", 40_000n]],
  tech: [["2026-03-30", 40_000n]],
  mentions: [["2026-03-30", 40_000n]],
  economics: [["2026-03-30", 50_000n]],
  culture: [["2026-03-30", 50_000n]],
  weather: [["2026-03-30", 50_000n]],
  other: [["2026-03-30", 50_000n]],
  geopolitics: [["2026-03-30", 0n]],
};

/**
 * Returns the schedules of a market by the day of its listing.
 *
 * @param fees What the market itself says wherever it says it, else its category.
 * @throws {RangeError} If a market's own rate is negative.
 */
export function polymarketVersions(
  fees: PolymarketCategory | PolymarketRate,
): readonly [FeeSchedule, ...FeeSchedule[]] {
  if (typeof fees === "object") {
    if (fees.rateMicros < 0n) {
      throw new RangeError(
        `Cannot find the fees of Polymarket as a market's rate must be 0 or more: current value is ${fees.rateMicros}`,
      );
    }
    const basis = fees.exponent === 1 ? "risk" : "risk_squared";
    // Markets have stated their own since the first of them had fees.
    return [polymarketSchedule("2026-01-06", fees.rateMicros, basis)];
  }
  const [[from, rateMicros], ...later] = POLYMARKET_RATES[fees];
  return [
    polymarketSchedule(from, rateMicros, "risk"),
    ...later.map(([from, rateMicros]) =>
      polymarketSchedule(from, rateMicros, "risk")
    ),
  ];
}

function polymarketSchedule(
  effectiveFrom: string,
  rateMicros: bigint,
  basis: FeeBasis,
): FeeSchedule {
  return {
    name: "Polymarket",
    source: POLYMARKET_SOURCE,
    effectiveFrom,
    taker: [{
      rateMicros,
      stepMicros: 10n,
      rounding: "floor",
      roundedPer: "fill",
      basis,
    }],
    maker: [],
    balance: null,
  };
}
