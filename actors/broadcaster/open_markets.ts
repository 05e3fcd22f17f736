import type { MarketId } from "../../domain/ids.ts";
import type { MarketStanding } from "../../domain/market_register.ts";
import { isSettling } from "../../domain/settlement.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";

/** Returns the market that comes in among those that are shown open when one of them is over; `null` for none. */
export function nextOpenMarket(
  standings: Iterable<MarketStanding>,
): MarketId | null {
  const open = [...standings]
    .map(({ market }) => market)
    .filter((market) => !isSettling(market.phase))
    .sort((left, right) => left.closesAtMs - right.closesAtMs);
  return open[VIEW_LIMITS.openMarkets - 1]?.id ?? null;
}
