import { MICROS, type Quantity, type UsdMicros } from "../../domain/money.ts";
import {
  perpetualNotional,
  type PerpetualPosition,
  type PerpetualPrice,
} from "../../domain/perpetual.ts";
import {
  PERPETUAL_NOTIONAL_MIN,
  perpetualTick,
  sizeBelow,
} from "../../domain/perpetual_grid.ts";
import type { PerpetualMarket } from "../../domain/perpetual_market.ts";
import {
  type PerpetualTerms,
  reducesPerpetual,
} from "../../domain/perpetual_order.ts";

/** A perpetual that is quoted on both sides, and what its contestant has. */
export interface QuotedMarket {
  readonly market: PerpetualMarket;
  readonly bid: PerpetualPrice;
  readonly ask: PerpetualPrice;
  readonly equity: UsdMicros;
  readonly position: PerpetualPosition;
}

/** How far past the best price an order may reach, in millionths of it: a few levels of a liquid book. */
const REACH_MICROS = 2_000n;

/** Returns what is held, in millionths of the equity: below 0 short, and 0 where there is no equity. */
export function exposureMicrosOf(
  { bid, ask, equity, position: { size } }: QuotedMarket,
): bigint {
  if (equity <= 0n) return 0n;
  const worth = size * (size >= 0n ? bid : ask) / MICROS;
  return worth * MICROS / equity;
}

/**
 * Returns the order that leads from what is held to `exposureMicros` of the equity, in whole steps of the venue and
 * rounded towards nothing; `null` where there is nothing to do, or too little for the venue.
 *
 * @param exposureMicros Millionths of the equity, below 0 for short.
 */
export function termsFor(
  exposureMicros: bigint,
  { market, bid, ask, equity, position }: QuotedMarket,
): PerpetualTerms | null {
  const magnitude = exposureMicros < 0n ? -exposureMicros : exposureMicros;
  const price = exposureMicros >= 0n ? ask : bid;
  const wanted = sizeBelow(
    market,
    equity > 0n ? equity * magnitude / price : 0n,
  );
  const target = exposureMicros < 0n ? -wanted : wanted;
  const change = target - position.size;
  if (change === 0n) return null;
  const side = change > 0n ? "buy" : "sell";
  const quantity = (change > 0n ? change : -change) as Quantity;
  const limit = side === "buy"
    ? perpetualTick(market, ask + ask * REACH_MICROS / MICROS, "floor")
    : perpetualTick(market, bid - bid * REACH_MICROS / MICROS, "ceil");
  const reduceOnly = reducesPerpetual(position, { side, quantity });
  const worth = perpetualNotional(limit, quantity, "floor");
  const arrivalPrice = (bid + ask) / 2n as PerpetualPrice;
  return reduceOnly || worth >= PERPETUAL_NOTIONAL_MIN
    ? { side, quantity, limit, reduceOnly, arrivalPrice }
    : null;
}
