import type { Order } from "../../../domain/order.ts";
import type { Denial, RiskView } from "../check.ts";

/**
 * Only who plays in a season that is on may trade, and on the venues of that season alone. What a season that is over
 * still holds may be sold: the trading state says whether it is.
 */
export function checkSeason(
  { side }: Order,
  { season, market, tradingState, tradingStateDetail }: RiskView,
): Denial | null {
  if (season.isOver && (side === "buy" || tradingState === "halted")) {
    return {
      code: "SEASON_CONCLUDED",
      detail: `Season ${season.id} is over.`,
    };
  }
  if (season.isPaused) {
    return { code: "SEASON_PAUSED", detail: tradingStateDetail };
  }
  if (
    season.venues === null || market === null ||
    season.venues.includes(market.venue)
  ) return null;
  return {
    code: "VENUE_OUTSIDE_SEASON",
    detail: `Season ${season.id} is played on ${
      season.venues.join(", ")
    } and not on ${market.venue}.`,
  };
}
