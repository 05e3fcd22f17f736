import {
  divide,
  MICROS,
  type Quantity,
  quantityFromMicros,
  subtract,
  usdFromMicros,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";

/** What a contestant and the market held an outcome to be worth, in micro-dollars a contract, 0 to 1,000,000. */
export interface Beliefs {
  readonly own: bigint;
  readonly market: bigint;
}

/** Returns what `contracts` are worth at `price` micro-dollars each, rounded down to the micro-dollar. */
export function worth(contracts: Quantity, price: bigint): UsdMicros {
  return usdFromMicros(divide(contracts * price, MICROS, "floor"));
}

/**
 * Returns the contracts that Kelly would hold, rounded down: (p − m)/(1 − m) of the equity at m a contract
 * (Kelly 1956, for a bet that pays 1 for m). 0 where there is no edge or no equity, and at the ends of the scale,
 * where a contract costs nothing or wins nothing.
 *
 * @param beliefs p and m.
 * @param equity What the account was worth at the decision.
 */
export function kellyQuantity(
  { own, market }: Beliefs,
  equity: UsdMicros,
): Quantity {
  if (own <= market || equity <= 0n || market <= 0n || market >= MICROS) {
    return ZERO_QUANTITY;
  }
  return quantityFromMicros(
    (own - market) * equity * MICROS / ((MICROS - market) * market),
  );
}

/** What one decision bought within a trade. */
export interface Stake {
  readonly bought: Quantity;
  /** What was paid at the market's price of the decision. */
  readonly staked: UsdMicros;
  /** What the forecast promised: `q·p − q·m`. */
  readonly promised: UsdMicros;
  /** What Kelly would have bought beside what was held before. */
  readonly kelly: Quantity;
  /** What that would have cost at the market's price. */
  readonly kellyStake: UsdMicros;
}

/** Returns the stake of a decision that bought nothing yet, while `held` contracts were held. */
export function openedStake(
  beliefs: Beliefs,
  { equity, held }: { readonly equity: UsdMicros; readonly held: Quantity },
): Stake {
  const target = kellyQuantity(beliefs, equity);
  const kelly = target > held ? subtract(target, held) : ZERO_QUANTITY;
  return {
    bought: ZERO_QUANTITY,
    staked: ZERO_USD,
    promised: ZERO_USD,
    kelly,
    kellyStake: worth(kelly, beliefs.market),
  };
}

/** Returns what a stake promised on the contracts up to Kelly's, rounded down; the rest is on those beyond. */
export function promisedWithinKelly(
  { bought, promised, kelly }: Stake,
): UsdMicros {
  if (bought <= kelly) return promised;
  return usdFromMicros(divide(promised * kelly, bought, "floor"));
}
