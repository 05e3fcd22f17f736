import type { DecisionAction } from "../../domain/decision.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import { IMMEDIATE, type Order, type OrderTerms } from "../../domain/order.ts";
import type { OutcomePrice } from "../../domain/price.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import type { Dice } from "./dice.ts";

/** How far a patient price is from the one that would trade, at most. */
const CENTS_MAX = 6;
const CENT = 10_000n;

/**
 * Makes a contestant patient now and then: what it would trade at once rests instead, mostly at a price that nobody
 * takes yet, and it changes its mind about what rests.
 */
export function patient(strategy: Strategy, dice: Dice): Strategy {
  return {
    ...strategy,
    evaluate(state) {
      const opinion = strategy.evaluate(state);
      const { working, nowMs } = state;
      if (working.length > 0 && dice.happens(0.6)) {
        return { ...opinion, action: changeOf(dice.pick(working), dice) };
      }
      // What a model answers may be no opinion at all.
      const { action } = opinion ?? {};
      if (action?.kind !== "trade" || !dice.happens(0.4)) return opinion;
      return {
        ...opinion,
        action: { ...action, ...restOf(action, nowMs, dice) },
      };
    },
  };
}

function changeOf(order: Order, dice: Dice): DecisionAction {
  if (dice.happens(0.5)) return { kind: "cancel", orderId: order.id };
  const contracts = BigInt(dice.between(1, 300));
  return {
    kind: "replace",
    orderId: order.id,
    quantity: quantityFromMicros(contracts * 1_000_000n),
    limit: patientPrice(order, dice),
  };
}

/** What makes an order rest for a while: at its price, or further off where it may not take. */
function restOf(
  terms: Pick<Order, "side" | "limit">,
  nowMs: number,
  dice: Dice,
): Partial<OrderTerms> {
  const limit = dice.happens(0.7) ? patientPrice(terms, dice) : terms.limit;
  const expiresAtMs = nowMs + dice.between(1_000, 40_000);
  return {
    ...IMMEDIATE,
    limit,
    postOnly: dice.happens(0.2),
    ...(dice.happens(0.5)
      ? { timeInForce: "gtd", expiresAtMs }
      : { timeInForce: "gtc" }),
  };
}

/** Returns a price that is better for its own side; garbage stays garbage. */
function patientPrice(
  { side, limit }: Pick<Order, "side" | "limit">,
  dice: Dice,
): OutcomePrice {
  const step = BigInt(dice.between(1, CENTS_MAX)) * CENT;
  const price = side === "buy" ? limit.price - step : limit.price + step;
  const isInside = price > 0n && price < 100n * CENT;
  return isInside ? { ...limit, price } as OutcomePrice : limit;
}
