/**
 * The steps that random histories are made of. Only tests import it.
 *
 * @module
 */
import fc from "fast-check";
import { contestantId, marketId } from "../ids.ts";

export const NAMES = ["a", "b", "c"];
export const MARKETS = ["M", "N"].map((ticker) => marketId("kalshi", ticker));

/** One step of a random history; what it turns into depends on what is held. */
export const steps = fc.array(
  fc.record({
    who: fc.constantFrom(...NAMES).map(contestantId),
    market: fc.constantFrom(...MARKETS),
    outcome: fc.constantFrom("yes" as const, "no" as const),
    act: fc.constantFrom(
      ...["buy", "buy", "buy", "sell", "settle", "reverse"] as const,
      ...["move_capital", "charge_funding", "charge_inference"] as const,
      ...["correct_position", "correct_balance", "mark"] as const,
    ),
    micros: fc.bigInt(1n, 30_000_000n),
    /** A price or a probability, in millionths. */
    price: fc.bigInt(1n, 999_999n),
    forecast: fc.integer({ min: 0, max: 100 }),
    /** Of the market's own price at the decision, in percent; `null` where nobody quoted. */
    mid: fc.option(fc.integer({ min: 1, max: 99 })),
    resolution: fc.constantFrom("yes", "no", "scalar", "void"),
    fee: fc.bigInt(0n, 50_000n),
    isNegative: fc.boolean(),
    isRepeated: fc.boolean(),
  }),
  { maxLength: 60, size: "max" },
);

/** One step of a random history. */
export type Step = typeof steps extends fc.Arbitrary<(infer Item)[]> ? Item
  : never;
