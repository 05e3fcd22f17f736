import { IMMEDIATE } from "../domain/order.ts";
import type { DecisionAction } from "../domain/decision.ts";
import type { Outcome } from "../domain/market.ts";
import {
  MICROS,
  type Quantity,
  quantityFromMicros,
  type UsdMicros,
} from "../domain/money.ts";
import {
  type OutcomePrice,
  toNoPrice,
  yesPriceFromMicros,
} from "../domain/price.ts";
import { HOLD, type StrategyState } from "./strategy.ts";

/** Free cash put on one market, as a divisor: 50 is 2 %. */
const STAKE_DIVISOR = 50n;
const STAKE_MAX = 200_000_000n as UsdMicros;

/** What one contract of `outcome` costs now; `null` where nobody offers it. */
export function offeredPrice(
  { quote }: StrategyState,
  outcome: Outcome,
): OutcomePrice | null {
  if (outcome === "yes") {
    return quote.yesAsk === null ? null : { outcome, price: quote.yesAsk };
  }
  return quote.yesBid === null
    ? null
    : { outcome, price: toNoPrice(quote.yesBid) };
}

/** What one contract of `outcome` fetches now; `null` where nobody bids for it. */
export function bidPrice(
  { quote }: StrategyState,
  outcome: Outcome,
): OutcomePrice | null {
  if (outcome === "yes") {
    return quote.yesBid === null ? null : { outcome, price: quote.yesBid };
  }
  return quote.yesAsk === null
    ? null
    : { outcome, price: toNoPrice(quote.yesAsk) };
}

/** Venues trade multiples of a market's smallest quantity; the rest of one would be refused again and again. */
function wholeLots(contracts: bigint, { market }: StrategyState): Quantity {
  const { quantityMin } = market;
  return quantityFromMicros(
    quantityMin > 0n ? contracts - contracts % quantityMin : contracts,
  );
}

/**
 * Returns an order for as many whole contracts of `outcome` as 2 % of free cash buys, at most $200, or a
 * hold where nobody offers them at 1 to 99 cents or not even one is affordable.
 */
export function buyStake(
  state: StrategyState,
  outcome: Outcome,
): DecisionAction {
  return buyAt(state, offeredPrice(state, outcome), IMMEDIATE);
}

/** How long a bid rests at most, in milliseconds. */
const REST_MS_MAX = 120_000;

/**
 * Returns a bid for as many contracts as `buyStake` would buy, resting at `limit` for two minutes or until the
 * market closes, and never taking what is offered; a hold where the limit is not 1 to 99 cents.
 */
export function restStake(
  state: StrategyState,
  limit: OutcomePrice,
): DecisionAction {
  const { market, nowMs } = state;
  return buyAt(state, limit, {
    timeInForce: "gtd",
    expiresAtMs: Math.min(nowMs + REST_MS_MAX, market.closesAtMs),
    postOnly: true,
    reduceOnly: false,
  });
}

function buyAt(
  state: StrategyState,
  limit: OutcomePrice | null,
  terms: typeof IMMEDIATE,
): DecisionAction {
  if (limit === null || !isTradable(limit)) return HOLD;
  const share = state.freeCash / STAKE_DIVISOR;
  const stake = share < STAKE_MAX ? share : STAKE_MAX;
  const quantity = wholeLots(stake / limit.price * MICROS, state);
  if (quantity === 0n) return HOLD;
  const { outcome } = limit;
  return { kind: "trade", side: "buy", outcome, quantity, limit, ...terms };
}

/** Returns an order that sells `held` contracts at the bid, or a hold where there is none or they are too few. */
export function sellAll(
  state: StrategyState,
  outcome: Outcome,
  held: Quantity,
): DecisionAction {
  const limit = bidPrice(state, outcome);
  const quantity = wholeLots(held, state);
  if (limit === null || !isTradable(limit) || quantity === 0n) return HOLD;
  return {
    kind: "trade",
    side: "sell",
    outcome,
    quantity,
    limit,
    ...IMMEDIATE,
  };
}

function isTradable({ price }: OutcomePrice): boolean {
  const cent = yesPriceFromMicros(10_000n);
  return price >= cent && price <= MICROS - cent;
}
