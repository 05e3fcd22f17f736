import {
  divide,
  MICROS,
  type Quantity,
  quantityFromMicros,
  usdFromMicros,
  type UsdMicros,
} from "./money.ts";

/** Every `SizingRule`. */
export const SIZING_RULES = ["seed", "kelly", "model"] as const;

/**
 * Who says how large a purchase is, for a whole season: `seed` by the formula of the arena's source document,
 * `kelly` by fractional Kelly, `model` as each model asks.
 */
export type SizingRule = typeof SIZING_RULES[number];

/** The seed's constants: a quarter of confidence × balance, at most a tenth of the balance, at least $100. */
const SEED_DIVISOR = 4n;
const SEED_SHARE_MAX_DIVISOR = 10n;
const SEED_AMOUNT_MIN = usdFromMicros(100_000_000n);

/** Says the seed's rule with its numbers, so that whoever is told of it is told what holds. */
export const SEED_RULE = `${
  1 / Number(SEED_DIVISOR)
} × confidence × your cash, at most ${
  100 / Number(SEED_SHARE_MAX_DIVISOR)
} % of your cash, at least $${SEED_AMOUNT_MIN / MICROS}`;

/** Returns a share of 0 to 1 in millionths, to the nearest: models write it as a float. @throws {RangeError} If it is not 0 to 1. */
export function shareMicros(share: number): bigint {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(
      `Cannot size a position as a share must be 0 to 1: current value is ${share}`,
    );
  }
  return BigInt(Math.round(share * Number(MICROS)));
}

/**
 * Returns what the seed puts on one position: `max($100, min(0.25 × confidence × balance, 10 % of balance))`,
 * rounded down to the micro-dollar.
 *
 * The minimum holds also where the balance is smaller: whether it can be paid is for risk to say.
 *
 * @param balance The contestant's cash.
 * @param confidence 0 to 1.
 */
export function seedAmount(balance: UsdMicros, confidence: number): UsdMicros {
  const wanted = divide(
    balance * shareMicros(confidence),
    SEED_DIVISOR * MICROS,
    "floor",
  );
  const most = divide(balance, SEED_SHARE_MAX_DIVISOR, "floor");
  const amount = wanted < most ? wanted : most;
  return amount < SEED_AMOUNT_MIN ? SEED_AMOUNT_MIN : usdFromMicros(amount);
}

/** What a contestant believes of an outcome, and what it costs. */
export interface KellyBet {
  /** Its probability of the outcome bought, 0 to 1. */
  readonly probability: number;
  /** Micro-dollars per contract, fees included, above 0 and below 1,000,000. */
  readonly price: bigint;
}

/**
 * Returns what fractional Kelly puts on one position: `fraction × (q − p) / (1 − p)` of the balance at `p` a
 * contract that pays 1 (Kelly 1956), rounded down; 0 without an edge, at the ends of the scale and without a balance.
 *
 * @param balance The contestant's cash.
 * @param bet Belief and price.
 * @param fractionMicros Share of Kelly's bet in millionths, 0 to 1,000,000.
 */
export function kellyAmount(
  balance: UsdMicros,
  { probability, price }: KellyBet,
  fractionMicros: bigint,
): UsdMicros {
  const edge = shareMicros(probability) - price;
  if (edge <= 0n || price <= 0n || price >= MICROS || balance <= 0n) {
    return usdFromMicros(0n);
  }
  return usdFromMicros(
    divide(
      balance * edge * fractionMicros,
      (MICROS - price) * MICROS,
      "floor",
    ),
  );
}

/**
 * Returns the contracts that `amount` buys: `floor(amount / price)` whole ones, less what is no multiple of the
 * market's smallest quantity; 0 where the price is 0.
 *
 * @param amount 0 or more.
 * @param price Micro-dollars per contract.
 * @param quantityMin The market's smallest quantity.
 */
export function sharesFor(
  amount: UsdMicros,
  price: bigint,
  quantityMin: Quantity,
): Quantity {
  if (price <= 0n) return quantityFromMicros(0n);
  const contracts = amount / price * MICROS;
  return quantityFromMicros(
    quantityMin > 0n ? contracts - contracts % quantityMin : contracts,
  );
}
