import {
  add,
  formatUsd,
  MICROS,
  type Quantity,
  type UsdMicros,
} from "../../domain/money.ts";
import { perpetualNotional } from "../../domain/perpetual.ts";
import {
  isPerpetualTick,
  PERPETUAL_NOTIONAL_MIN,
  sizeStep,
} from "../../domain/perpetual_grid.ts";
import {
  type PerpetualOrder,
  reducesPerpetual,
} from "../../domain/perpetual_order.ts";
import { pauseSentence } from "../../domain/trading_pauses.ts";
import type { Denial } from "./check.ts";
import { isDailyLossExceeded } from "./checks/daily_loss.ts";
import { isDrawdownExceeded } from "./checks/drawdown.ts";
import type { OrderLimits } from "./limits.ts";
import {
  initialMargin,
  type PerpetualLimits,
  type PerpetualView,
} from "./perpetual_view.ts";

/** Every limit that an order for a perpetual is held to. */
export type PerpetualOrderLimits = OrderLimits & {
  readonly perpetual: PerpetualLimits;
};

/** One limit: why `order` does not keep it, or `null` where it does. */
type PerpetualCheck = (
  order: PerpetualOrder,
  view: PerpetualView,
  limits: PerpetualOrderLimits,
) => Denial | null;

/** Whether it can only make the position smaller: nobody is kept from that for what it has lost. */
function isReducing(order: PerpetualOrder, { position }: PerpetualView) {
  return reducesPerpetual(position, order);
}

/** What the position in this market would be worth after the order, long or short alike. */
function notionalAfter(
  { side, quantity, limit }: PerpetualOrder,
  { position: { size } }: PerpetualView,
): UsdMicros {
  const after = side === "buy" ? size + quantity : size - quantity;
  const held = (after < 0n ? -after : after) as Quantity;
  return perpetualNotional(limit, held, "ceil");
}

const checkTrading: PerpetualCheck = (order, view) => {
  const { state, detail, scope } = view.trading;
  if (view.isSeasonOver) {
    return { code: "SEASON_CONCLUDED", detail: "The season is over." };
  }
  if (state === "halted") {
    const isPaused = scope.kind === "season";
    return { code: isPaused ? "SEASON_PAUSED" : "TRADING_HALTED", detail };
  }
  return state === "reducing" && !isReducing(order, view)
    ? { code: "TRADING_STATE_REDUCING", detail }
    : null;
};

const checkDecision: PerpetualCheck = (_order, view, limits) => {
  const { decidedAtMs, liftedAtMs, nowMs } = view;
  if (liftedAtMs !== null && decidedAtMs < liftedAtMs) {
    return {
      code: "DECIDED_BEFORE_LIFT",
      detail: "The decision is older than the end of the halt.",
    };
  }
  const ageMs = nowMs - decidedAtMs;
  return ageMs <= limits.decisionAgeMsMax ? null : {
    code: "STALE_DECISION",
    detail:
      `The decision is ${ageMs} ms old, the limit ${limits.decisionAgeMsMax} ms.`,
  };
};

const checkVenue: PerpetualCheck = (_order, view) => {
  const { circuit, degraded, pause } = view;
  if (circuit === "open") {
    return {
      code: "VENUE_CIRCUIT_OPEN",
      detail: "The circuit to hyperliquid is open.",
    };
  }
  if (degraded !== null) return { code: "VENUE_DEGRADED", detail: degraded };
  return pause === null ? null : {
    code: "OUTSIDE_TRADING_HOURS",
    detail: pauseSentence("hyperliquid", pause),
  };
};

const checkInstrument: PerpetualCheck = ({ marketId }, { market }) =>
  market !== null ? null : {
    code: "INSTRUMENT_NOT_FOUND",
    detail: `Nobody lists ${marketId}.`,
  };

const checkQuoteAge: PerpetualCheck = (_order, { quote, nowMs }, limits) => {
  if (quote === null) {
    return { code: "STALE_QUOTE", detail: "There is no quote." };
  }
  const ageMs = nowMs - quote.occurredAtMs;
  return ageMs <= limits.quoteAgeMsMax ? null : {
    code: "STALE_QUOTE",
    detail:
      `The quote is ${ageMs} ms old, the limit ${limits.quoteAgeMsMax} ms.`,
  };
};

const checkPrice: PerpetualCheck = (order, { market, quote }, limits) => {
  const { side, limit } = order;
  const { priceBandMaxMicros } = limits.perpetual;
  if (market !== null && !isPerpetualTick(market, limit)) {
    return {
      code: "PRICE_OUT_OF_BAND",
      detail: `${formatUsd(limit as bigint as UsdMicros)} is off the tick.`,
    };
  }
  const best = side === "buy" ? quote?.ask : quote?.bid;
  if (best === null || best === undefined) {
    return { code: "STALE_QUOTE", detail: "Nobody quotes the other side." };
  }
  const past = side === "buy" ? limit - best : best - limit;
  return past * MICROS <= best * priceBandMaxMicros ? null : {
    code: "PRICE_OUT_OF_BAND",
    detail: `The limit is further from the quote than ${
      Number(priceBandMaxMicros) / 10_000
    } %.`,
  };
};

const checkQuantity: PerpetualCheck = (order, view) => {
  const { quantity, limit } = order;
  const { market } = view;
  const isOnStep = market === null || quantity % sizeStep(market) === 0n;
  if (quantity <= 0n || !isOnStep) {
    return {
      code: "QUANTITY_BELOW_MINIMUM",
      detail: "The size is not a whole number of the venue's steps.",
    };
  }
  const worth = perpetualNotional(limit, quantity, "floor");
  return isReducing(order, view) || worth >= PERPETUAL_NOTIONAL_MIN ? null : {
    code: "QUANTITY_BELOW_MINIMUM",
    detail: `The order is worth ${formatUsd(worth)}, the venue takes ${
      formatUsd(PERPETUAL_NOTIONAL_MIN)
    } at least.`,
  };
};

const checkReduceOnly: PerpetualCheck = (order, view) =>
  !order.reduceOnly || isReducing(order, view) ? null : {
    code: "REDUCE_ONLY_WOULD_INCREASE",
    detail: "It is for more than what it could close.",
  };

/** Two at once could each pass and be too much together. */
const checkUnderWay: PerpetualCheck = (_order, { isOrderUnderWay }) =>
  !isOrderUnderWay ? null : {
    code: "POSITION_LIMIT_EXCEEDED",
    detail: "Another order of the contestant in this market is not over.",
  };

const checkNotional: PerpetualCheck = (order, view, limits) => {
  const { orderNotionalMax } = limits.perpetual;
  const worth = perpetualNotional(order.limit, order.quantity, "ceil");
  return isReducing(order, view) || worth <= orderNotionalMax ? null : {
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    detail: `The order is worth ${formatUsd(worth)}, the limit is ${
      formatUsd(orderNotionalMax)
    }.`,
  };
};

const checkExposure: PerpetualCheck = (order, view, limits) => {
  if (isReducing(order, view)) return null;
  const after = notionalAfter(order, view);
  const sums = [
    {
      code: "ACCOUNT_EXPOSURE_EXCEEDED",
      sum: add(view.notionalElsewhere, after),
      limit: limits.accountExposureMax,
    },
    {
      code: "INSTRUMENT_EXPOSURE_EXCEEDED",
      sum: add(view.marketNotional, after),
      limit: limits.instrumentExposureMax,
    },
    {
      code: "GLOBAL_EXPOSURE_EXCEEDED",
      sum: add(view.globalNotional, after),
      limit: limits.globalExposureMax,
    },
  ] as const;
  const over = sums.find(({ sum, limit }) => sum > limit);
  return over === undefined ? null : {
    code: over.code,
    detail: `It would come to ${formatUsd(over.sum)}, the limit is ${
      formatUsd(over.limit)
    }.`,
  };
};

const checkLeverage: PerpetualCheck = (order, view, limits) => {
  if (isReducing(order, view)) return null;
  const { equity } = view;
  if (equity === null) {
    return { code: "STALE_QUOTE", detail: "Something held has no price." };
  }
  const worth = add(view.notionalElsewhere, notionalAfter(order, view));
  const { leverageMaxMicros } = limits;
  return worth * MICROS <= equity * leverageMaxMicros ? null : {
    code: "LEVERAGE_EXCEEDED",
    detail: `The contestant would hold ${formatUsd(worth)} on an equity of ${
      formatUsd(equity)
    }, the limit is ${Number(leverageMaxMicros) / 1e6} times.`,
  };
};

/** The venue asks for a margin of each position, by the leverage that its market allows, and for the fee. */
const checkMargin: PerpetualCheck = (order, view) => {
  const { equity, market, marginElsewhere } = view;
  if (isReducing(order, view) || equity === null || market === null) {
    return null;
  }
  const needed = add(
    marginElsewhere,
    initialMargin(notionalAfter(order, view), market.leverageMax),
  );
  const fee = perpetualNotional(order.limit, order.quantity, "ceil") *
    FEE_MAX_MICROS / MICROS;
  return needed + fee <= equity ? null : {
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    detail: `Margin and fee would be ${
      formatUsd((needed + fee) as UsdMicros)
    } on an equity of ${formatUsd(equity)}.`,
  };
};

/** More than the venue charges a taker on any of its markets, in millionths of the notional. */
const FEE_MAX_MICROS = 1_000n;

const checkRates: PerpetualCheck = (_order, view, limits) => {
  const counts = [
    { count: view.ordersInLastSecond, limit: limits.ordersPerSecondMax },
    { count: view.ordersInLastMinute, limit: limits.ordersPerMinuteMax },
  ];
  const over = counts.find(({ count, limit }) => count >= limit);
  if (over !== undefined) {
    return {
      code: "RATE_LIMIT_EXCEEDED",
      detail: `${over.count} orders, the limit is ${over.limit}.`,
    };
  }
  return view.ordersInRound < limits.ordersPerRoundMax ? null : {
    code: "ROUND_LIMIT_EXCEEDED",
    detail: `${view.ordersInRound} orders in this round.`,
  };
};

const checkLosses: PerpetualCheck = (order, view, limits) => {
  if (isReducing(order, view) || view.equity === null) return null;
  const { equity, equityPeak, equityAtDayStart } = view;
  const { lossesInARow, lostAtMs, nowMs } = view;
  const isCooling = lostAtMs !== null &&
    lossesInARow >= limits.cooldownLosses &&
    nowMs < lostAtMs + limits.cooldownMs;
  if (isCooling) {
    return {
      code: "COOLDOWN_ACTIVE",
      detail: `${lossesInARow} losses in a row.`,
    };
  }
  if (isDailyLossExceeded({ equity, equityAtDayStart }, limits)) {
    return {
      code: "DAILY_LOSS_EXCEEDED",
      detail: `Equity is ${formatUsd(equity)} after ${
        formatUsd(equityAtDayStart)
      } at midnight UTC.`,
    };
  }
  return isDrawdownExceeded({ equity, equityPeak }, limits)
    ? {
      code: "MAX_DRAWDOWN_EXCEEDED",
      detail: `Equity is ${formatUsd(equity)} after a peak of ${
        formatUsd(equityPeak)
      }.`,
    }
    : null;
};

/** In the order in which they are made, for what a contestant wants. */
export const PERPETUAL_CHECKS: readonly PerpetualCheck[] = [
  checkTrading,
  checkDecision,
  checkVenue,
  checkInstrument,
  checkQuoteAge,
  checkPrice,
  checkQuantity,
  checkReduceOnly,
  checkUnderWay,
  checkNotional,
  checkExposure,
  checkLeverage,
  checkMargin,
  checkRates,
  checkLosses,
];

/** A liquidation is the venue's doing: no state of trading, loss or rate keeps it, only what could not be carried out. */
export const LIQUIDATION_CHECKS: readonly PerpetualCheck[] = [
  checkVenue,
  checkInstrument,
  checkQuoteAge,
  checkPrice,
  checkQuantity,
  checkReduceOnly,
  checkUnderWay,
];
