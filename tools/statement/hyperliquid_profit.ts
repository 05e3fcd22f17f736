import {
  divide,
  type Quantity,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import {
  type PerpetualFill,
  perpetualNotional,
  type PerpetualPosition,
  type PerpetualPrice,
} from "../../domain/perpetual.ts";

/**
 * Returns the entry price that Hyperliquid reckons profits from: what was paid per unit, cut off after the
 * decimals that prices of the coin can have, which with those of its sizes are six.
 *
 * @param sizeDecimals Decimals of sizes of the coin, 0 to 6.
 */
export function cutEntry(
  entryNotional: bigint,
  held: bigint,
  sizeDecimals: number,
): PerpetualPrice {
  const step = 10n ** BigInt(sizeDecimals);
  const steps = divide(entryNotional * 1_000_000n, held * step, "floor");
  return steps * step as PerpetualPrice;
}

/** Returns what closing `closed` units wins from an entry price on. */
export function profitFrom(
  entry: PerpetualPrice,
  { side, price }: PerpetualFill,
  closed: Quantity,
): UsdMicros {
  const paid = perpetualNotional(entry, closed, "floor");
  const got = perpetualNotional(price, closed, "floor");
  return (side === "sell" ? got - paid : paid - got) as UsdMicros;
}

/**
 * Returns the entry notional that Hyperliquid keeps after a fill, which is not always the exact one: when a
 * position is reduced, it multiplies with the rest's share as a double and drops what is below a micro-dollar.
 *
 * Found by trying: of the orders of operations that come to mind it is the only one that foretells every
 * recorded `closedPnl`. Doubles of whole numbers below 2^53 are exact, and so is their rounded quotient
 * whatever the unit.
 *
 * @param kept What the venue kept before the fill.
 * @param before Our position before the fill.
 * @param after Our position after it.
 */
export function keptNotional(
  kept: UsdMicros,
  before: PerpetualPosition,
  after: PerpetualPosition,
): UsdMicros {
  const isSameSide = (before.size > 0n) === (after.size > 0n);
  if (after.size === 0n) return ZERO_USD;
  if (before.size === 0n || !isSameSide) return after.entryNotional;
  const [left, held] = [magnitude(after.size), magnitude(before.size)];
  if (left > held) {
    return kept + after.entryNotional - before.entryNotional as UsdMicros;
  }
  const share = Number(left) / Number(held);
  return BigInt(Math.trunc(Number(kept) * share)) as UsdMicros;
}

function magnitude(size: bigint): bigint {
  return size < 0n ? -size : size;
}
