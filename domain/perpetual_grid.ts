import { divide, type Quantity, type Rounding, usd } from "./money.ts";
import type { PerpetualPrice } from "./perpetual.ts";
import type { PerpetualMarket } from "./perpetual_market.ts";

/** What an order must be worth at least, unless it only makes a position smaller. */
export const PERPETUAL_NOTIONAL_MIN = usd("10");

const DECIMALS = 6;
const FIGURES_MAX = 5;

/** Returns the step between two sizes, in millionths of the coin. */
export function sizeStep({ sizeDecimals }: PerpetualMarket): bigint {
  return 10n ** BigInt(DECIMALS - sizeDecimals);
}

/** Returns `micros` as a size that the market takes, rounded down. */
export function sizeBelow(market: PerpetualMarket, micros: bigint): Quantity {
  const step = sizeStep(market);
  return (micros - micros % step) as Quantity;
}

/**
 * Returns the step between two prices at `micros`: five significant figures, no more than `6 − sizeDecimals`
 * decimals, and never more than a dollar, as whole prices are always taken.
 */
function priceStep({ sizeDecimals }: PerpetualMarket, micros: bigint): bigint {
  const byDecimals = 10n ** BigInt(sizeDecimals);
  const figures = micros.toString().length;
  const byFigures = 10n ** BigInt(Math.max(0, figures - FIGURES_MAX));
  const coarser = byDecimals > byFigures ? byDecimals : byFigures;
  const dollar = 10n ** BigInt(DECIMALS);
  return coarser > dollar ? dollar : coarser;
}

/** Whether the market takes orders at `price`. */
export function isPerpetualTick(
  market: PerpetualMarket,
  price: PerpetualPrice,
): boolean {
  return price % priceStep(market, price) === 0n;
}

/** Returns the price next to `micros`, above 0, that the market takes orders at. */
export function perpetualTick(
  market: PerpetualMarket,
  micros: bigint,
  rounding: Rounding,
): PerpetualPrice {
  const step = priceStep(market, micros);
  return (divide(micros, step, rounding) * step) as PerpetualPrice;
}
