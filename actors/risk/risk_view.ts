import type { BookView } from "../../domain/book.ts";
import type { Contestant } from "../../domain/contestant.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import { max, subtract, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { Quote } from "../../domain/quote.ts";
import { seasonOf } from "../../domain/season.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import type { RiskView } from "./check.ts";
import type { Commitments } from "./commitments.ts";
import { costMax } from "./exposure.ts";
import { offeredQuantity } from "./offered_quantity.ts";
import type { OrderRate } from "./order_rates.ts";
import type { ContestantState } from "./trading_states.ts";
import type { VenueFunds } from "./venue_funds.ts";

/** Where everything comes from that a review looks at. */
export interface RiskSources {
  readonly books: ArenaBooks;
  readonly quotes: ReadonlyMap<MarketId, Quote>;
  /** Live books of markets. */
  readonly shown: ReadonlyMap<MarketId, BookView>;
  readonly commitments: Commitments;
  readonly funds: VenueFunds;
  /** Why venues are degraded, by venue. */
  readonly degraded: ReadonlyMap<VenueId, string>;
  /** When the venue of the arena does not trade. */
  readonly pauses: TradingPauses;
}

/** What is so at this moment. */
export interface RiskMoment {
  readonly nowMs: number;
  readonly decidedAtMs: number;
  readonly trading: ContestantState;
  readonly rate: OrderRate;
}

const DAY_MS = 86_400_000;

/** Returns everything about `order` that the checks look at. */
export function riskView(
  order: Order,
  { books, quotes, shown, commitments, funds, degraded, pauses }: RiskSources,
  { nowMs, decidedAtMs, trading, rate }: RiskMoment,
): RiskView {
  const { contestantId, marketId, side } = order;
  const contestant = books.contestants.get(contestantId);
  const market = books.markets.get(marketId)?.market ?? null;
  const book = shown.get(marketId);
  return {
    nowMs,
    decidedAtMs,
    liftedAtMs: books.controls.liftedAtMs(contestantId),
    season: seasonView(contestantId, books, trading),
    tradingState: trading.state,
    tradingStateDetail: trading.detail,
    circuit: market === null
      ? "closed"
      : books.controls.circuitOf(market.venue),
    degraded: market === null ? null : degraded.get(market.venue) ?? null,
    pause: pauses.at(nowMs),
    market,
    quote: quotes.get(marketId) ?? null,
    offeredQuantity: side === "sell" || book === undefined
      ? null
      : offeredQuantity(order, book),
    ...commitments.beside(order),
    venueFreeCash: market === null
      ? null
      : funds.free(market.venue, contestantId),
    costMax: costMax(withReplaced(order, books), market),
    ...rate,
    lossesInARow: contestant?.lossesInARow ?? 0,
    lostAtMs: contestant?.lostAtMs ?? null,
    equity: equityOf(contestant),
    equityPeak: contestant?.peakEquity ?? ZERO_USD,
    equityAtDayStart: equityAtDayStart(contestant, nowMs),
  };
}

function seasonView(
  contestantId: ContestantId,
  { seasons }: ArenaBooks,
  { state, scope }: ContestantState,
): RiskView["season"] {
  const id = seasonOf(contestantId);
  return {
    id,
    isOver: seasons.isOver(id),
    isPaused: state === "halted" && scope.kind === "season",
    venues: seasons.all.get(id)?.terms.venues ?? null,
  };
}

function equityOf(contestant: Contestant | undefined): UsdMicros {
  return contestant?.mark?.equity ?? contestant?.startingBalance ?? ZERO_USD;
}

/** Until the first mark of a day nothing is known to be lost on it. */
function equityAtDayStart(
  contestant: Contestant | undefined,
  nowMs: number,
): UsdMicros {
  return contestant?.dayStartedUtc === Math.floor(nowMs / DAY_MS)
    ? contestant.equityAtDayStart
    : equityOf(contestant);
}

/**
 * Returns the purchase that costs at least what `order` and the one that it replaces can cost together: until that
 * one is canceled it may be filled at its own limit, and what it fills is taken off the new one.
 */
function withReplaced(order: Order, books: ArenaBooks): Order {
  const replaced = order.replaces === null
    ? null
    : books.orders.get(order.replaces);
  if (replaced === null || replaced.outcome !== order.outcome) return order;
  const left = subtract(replaced.quantity, replaced.filledQuantity);
  return {
    ...order,
    quantity: max(order.quantity, left),
    limit: replaced.limit.price > order.limit.price
      ? replaced.limit
      : order.limit,
  };
}
