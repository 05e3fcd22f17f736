import type { BookView } from "../../domain/book.ts";
import { oppositeOutcome, type Outcome } from "../../domain/market.ts";
import {
  add,
  min,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import {
  type NoPrice,
  onScaleOf,
  type OutcomePrice,
  toYesPrice,
  type YesPrice,
  yesScale,
} from "../../domain/price.ts";
import type { Consumption } from "./consumption.ts";

/** What an order takes from one level. */
export interface TakenLevel {
  /** Whose bids the level belongs to, and its price on their scale. */
  readonly bids: Outcome;
  readonly bidPrice: YesPrice | NoPrice;
  /** What the order trades at, on the scale of its own outcome. */
  readonly price: OutcomePrice;
  readonly quantity: Quantity;
}

/**
 * Returns what `order` can take from `book`, best price first, without changing anything.
 *
 * Both sides of a book are bids: a sale hits the bids of its own outcome, a purchase those of the other
 * outcome at `1 − p`. Never more than is shown less what was taken before, never worse than the limit; an
 * order that must fill whole takes nothing if it cannot.
 */
export function walkDepth(
  order: Pick<
    Order,
    "side" | "outcome" | "quantity" | "limit" | "timeInForce"
  >,
  book: BookView,
  consumption: Consumption,
): readonly TakenLevel[] {
  const bids = order.side === "sell"
    ? order.outcome
    : oppositeOutcome(order.outcome);
  const taken: TakenLevel[] = [];
  let missing = order.quantity;
  for (const level of bids === "yes" ? book.yesBids() : book.noBids()) {
    const price = tradedPrice(order.outcome, bids, level.price);
    if (missing === ZERO_QUANTITY || !isWithinLimit(order, price)) break;
    const there = subtract(
      level.quantity,
      min(level.quantity, consumption.at(bids, level.price)),
    );
    if (there === ZERO_QUANTITY) continue;
    const quantity = min(there, missing);
    taken.push({ bids, bidPrice: level.price, price, quantity });
    missing = subtract(missing, quantity);
  }
  const mustFillWhole = order.timeInForce === "fok";
  return mustFillWhole && missing > 0n ? [] : taken;
}

/** Returns the contracts of all levels together. */
export function takenQuantity(levels: readonly TakenLevel[]): Quantity {
  return levels.reduce((sum, level) => add(sum, level.quantity), ZERO_QUANTITY);
}

function tradedPrice(
  outcome: Outcome,
  bids: Outcome,
  bidPrice: YesPrice | NoPrice,
): OutcomePrice {
  // The level's scale is that of its own side: the one place where a brand is picked by a run-time value.
  const yes = bids === "yes"
    ? bidPrice as YesPrice
    : toYesPrice(bidPrice as NoPrice);
  return onScaleOf(outcome, yes);
}

function isWithinLimit(
  order: Pick<Order, "side" | "limit" | "outcome">,
  price: OutcomePrice,
): boolean {
  const limit = onScaleOf(order.outcome, yesScale(order.limit)).price;
  return order.side === "buy" ? price.price <= limit : price.price >= limit;
}
