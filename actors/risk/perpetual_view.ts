import type { Contestant } from "../../domain/contestant.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId, OrderId } from "../../domain/ids.ts";
import { add, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import {
  flatPerpetual,
  perpetualNotional,
  type PerpetualPosition,
} from "../../domain/perpetual.ts";
import {
  closingPrice,
  perpetualsAtClose,
} from "../../domain/perpetual_equity.ts";
import type {
  PerpetualMarket,
  PerpetualQuote,
} from "../../domain/perpetual_market.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import type { TradingPause } from "../../domain/trading_pauses.ts";
import type { OrderRate } from "./order_rates.ts";
import type { ContestantState } from "./trading_states.ts";

/** What risk holds orders for perpetuals to, beside the limits that hold for everything. */
export interface PerpetualLimits {
  /** Price times quantity of one order. */
  readonly orderNotionalMax: UsdMicros;
  /** How far past the quote a limit may reach, in millionths of it. */
  readonly priceBandMaxMicros: bigint;
}

/** Everything about one order for a perpetual at one moment. */
export interface PerpetualView extends OrderRate {
  readonly nowMs: number;
  readonly decidedAtMs: number;
  readonly liftedAtMs: number | null;
  readonly trading: ContestantState;
  readonly isSeasonOver: boolean;
  readonly circuit: "closed" | "open" | "half_open";
  readonly degraded: string | null;
  /** Why the venue does not trade at this time of the week; `null` while it does. */
  readonly pause: TradingPause | null;
  readonly market: PerpetualMarket | null;
  readonly quote: PerpetualQuote | null;
  readonly position: PerpetualPosition;
  /** Whether another order of the contestant in this market has left, or is about to, and is not over. */
  readonly isOrderUnderWay: boolean;
  /** Cash and what closing everything would bring now; `null` where something has no price. */
  readonly equity: UsdMicros | null;
  /** What the contestant's other positions are worth, long or short alike. */
  readonly notionalElsewhere: UsdMicros;
  /** What everybody's positions in this market are worth, this contestant's left out. */
  readonly marketNotional: UsdMicros;
  /** What everybody's positions are worth, but for this contestant's in this market. */
  readonly globalNotional: UsdMicros;
  /** What margin the contestant's other positions must have had when they were opened. */
  readonly marginElsewhere: UsdMicros;
  readonly lossesInARow: number;
  readonly lostAtMs: number | null;
  readonly equityPeak: UsdMicros;
  readonly equityAtDayStart: UsdMicros;
}

/** Where a view comes from. */
export interface PerpetualSources {
  readonly books: ArenaBooks;
  readonly quotes: ReadonlyMap<MarketId, PerpetualQuote>;
  /** Orders that were let through and are in no row yet. */
  readonly approved: ReadonlyMap<OrderId, PerpetualOrder>;
  readonly degraded: string | null;
  readonly pause: TradingPause | null;
}

/** What is so at this moment. */
export interface PerpetualMoment {
  readonly nowMs: number;
  readonly decidedAtMs: number;
  readonly trading: ContestantState;
  readonly isSeasonOver: boolean;
  readonly rate: OrderRate;
}

const DAY_MS = 86_400_000;

/** Returns everything about `order` that the checks look at. */
export function perpetualView(
  order: PerpetualOrder,
  sources: PerpetualSources,
  { rate, ...moment }: PerpetualMoment,
): PerpetualView {
  const { books, quotes, degraded, pause } = sources;
  const { contestantId, marketId } = order;
  const contestant = books.contestants.get(contestantId);
  const market = books.perpetualOrders.markets.get(marketId) ?? null;
  const equity = contestant === undefined
    ? null
    : equityNow(contestant, { books, quotes });
  const others = [...books.perpetuals.all()].filter((held) =>
    held.contestantId !== contestantId || held.marketId !== marketId
  );
  const worth = (positions: readonly PerpetualPosition[]) =>
    positions.reduce(
      (sum, held) => add(sum, notionalOf(held, quotes)),
      ZERO_USD,
    );
  const own = others.filter((held) => held.contestantId === contestantId);
  return {
    ...moment,
    ...rate,
    liftedAtMs: books.controls.liftedAtMs(contestantId),
    circuit: books.controls.circuitOf("hyperliquid"),
    degraded,
    pause,
    market,
    quote: quotes.get(marketId) ?? null,
    position: contestant === undefined
      ? flatPerpetual(order)
      : books.perpetuals.get(order),
    isOrderUnderWay: isUnderWay(order, sources),
    equity,
    notionalElsewhere: worth(own),
    marketNotional: worth(others.filter((held) => held.marketId === marketId)),
    globalNotional: worth(others),
    marginElsewhere: own.reduce(
      (sum, held) =>
        add(
          sum,
          initialMargin(notionalOf(held, quotes), leverageOf(held, books)),
        ),
      ZERO_USD,
    ),
    lossesInARow: contestant?.lossesInARow ?? 0,
    lostAtMs: contestant?.lostAtMs ?? null,
    equityPeak: contestant?.peakEquity ?? ZERO_USD,
    equityAtDayStart: dayStartOf(contestant, equity, moment.nowMs),
  };
}

/** Returns what a contestant's cash and its perpetuals come to now; `null` where one of them has no price. */
export function equityNow(
  { id, cash }: Pick<Contestant, "id" | "cash">,
  { books, quotes }: Pick<PerpetualSources, "books" | "quotes">,
): UsdMicros | null {
  const unrealized = perpetualsAtClose(
    books.perpetuals.of(id),
    (market) => quotes.get(market) ?? null,
  );
  return unrealized === null ? null : add(cash, unrealized);
}

/** Returns what a position is worth, long or short alike: at its entry where nobody quotes it. */
export function notionalOf(
  position: PerpetualPosition,
  quotes: ReadonlyMap<MarketId, PerpetualQuote>,
): UsdMicros {
  const { size, marketId, entryNotional } = position;
  const price = closingPrice(position, quotes.get(marketId) ?? null);
  if (price === null) return entryNotional;
  const held = (size < 0n ? -size : size) as Parameters<
    typeof perpetualNotional
  >[1];
  return perpetualNotional(price, held, "ceil");
}

/** Returns the margin that a position must have when it is opened, rounded up. */
export function initialMargin(
  notional: UsdMicros,
  leverageMax: number,
): UsdMicros {
  const leverage = BigInt(leverageMax);
  return ((notional + leverage - 1n) / leverage) as UsdMicros;
}

/** Returns the largest leverage of a position's market; 1 where nobody lists it. */
export function leverageOf(
  { marketId }: Pick<PerpetualPosition, "marketId">,
  { perpetualOrders }: Pick<ArenaBooks, "perpetualOrders">,
): number {
  return perpetualOrders.markets.get(marketId)?.leverageMax ?? 1;
}

function isUnderWay(
  order: PerpetualOrder,
  { books, approved }: PerpetualSources,
): boolean {
  const isSame = ({ id, contestantId, marketId }: PerpetualOrder) =>
    id !== order.id && contestantId === order.contestantId &&
    marketId === order.marketId;
  return [...books.perpetualOrders.open.values(), ...approved.values()]
    .some(isSame);
}

/** Until the first mark of a day nothing is known to be lost on it. */
function dayStartOf(
  contestant: Contestant | undefined,
  equity: UsdMicros | null,
  nowMs: number,
): UsdMicros {
  return contestant?.dayStartedUtc === Math.floor(nowMs / DAY_MS)
    ? contestant.equityAtDayStart
    : equity ?? ZERO_USD;
}
