import { marketId } from "../../domain/ids.ts";
import type { PerpetualMarket } from "../../domain/perpetual_market.ts";

/** Returns a perpetual of Hyperliquid as the arena knows it. */
export function hyperliquidMarket(
  { coin, sizeDecimals, leverageMax }: Pick<
    PerpetualMarket,
    "coin" | "sizeDecimals" | "leverageMax"
  >,
): PerpetualMarket {
  return {
    id: marketId("hyperliquid", coin),
    venue: "hyperliquid",
    coin,
    sizeDecimals,
    leverageMax,
  };
}

/**
 * What the venue's `meta` said in 2026 of the coins that are traded most: captures of its socket alone carry no
 * `meta`. What a tape or the venue itself says takes the place of it.
 */
export const KNOWN_MARKETS: readonly PerpetualMarket[] = [
  { coin: "BTC", sizeDecimals: 5, leverageMax: 40 },
  { coin: "ETH", sizeDecimals: 4, leverageMax: 25 },
  { coin: "SOL", sizeDecimals: 2, leverageMax: 20 },
].map(hyperliquidMarket);
