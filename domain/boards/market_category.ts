import type { Market } from "../market.ts";
import { roundAssetOf } from "../underlying.ts";

/**
 * Returns what a market is about, for boards by category and the selection of events: `crypto` for rounds of a crypto
 * asset, else what its venue sorts it under, else the series that its venue's event belongs to, such as `kxhighny` of
 * KXHIGHNY-26MAY13.
 */
export function categoryOf(
  market: Pick<Market, "ticker" | "eventTicker" | "category">,
): string {
  if (roundAssetOf(market) !== null) return "crypto";
  if (market.category !== undefined) return market.category;
  const event = market.eventTicker === "" ? market.ticker : market.eventTicker;
  const [series = event] = event.split("-");
  return series.toLowerCase();
}
