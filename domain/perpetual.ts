import { parseMicros, printMicros } from "./decimal.ts";
import type { ContestantId, MarketId } from "./ids.ts";
import {
  add,
  divide,
  MICROS,
  min,
  type Quantity,
  quantityFromMicros,
  type Rounding,
  subtract,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";
import type { OrderSide } from "./order.ts";

declare const unit: unique symbol;

/** Units of the coin × 1,000,000, exact: above 0 long, below 0 short. */
export type PerpetualSize = bigint & { readonly [unit]: "PerpetualSize" };
/** Dollars × 1,000,000 that one unit of the coin costs, above 0. */
export type PerpetualPrice = bigint & { readonly [unit]: "PerpetualPrice" };

/**
 * Returns the signed size that a decimal text such as `"-0.12"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is finer than a millionth: a size is never rounded.
 */
export function perpetualSize(text: string): PerpetualSize {
  return parseMicros(text) as PerpetualSize;
}

/**
 * Returns the price that a decimal text of dollars such as `"113330"` or `"0.002048"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is not above 0 or finer than a micro-dollar: a price is never rounded.
 */
export function perpetualPrice(text: string): PerpetualPrice {
  const micros = parseMicros(text);
  if (micros <= 0n) {
    throw new RangeError(
      `Cannot make a price of a perpetual as it must be above 0: current value is ${
        printMicros(micros)
      }`,
    );
  }
  return micros as PerpetualPrice;
}

/** Returns what `quantity` units cost at `price`, to the micro-dollar that `rounding` picks. */
export function perpetualNotional(
  price: PerpetualPrice,
  quantity: Quantity,
  rounding: Rounding,
): UsdMicros {
  return divide(price * quantity, MICROS, rounding) as UsdMicros;
}

/** What a contestant holds of one perpetual. */
export interface PerpetualPosition {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly size: PerpetualSize;
  /** What the size was bought or sold for, without fees; 0 or more, and 0 for a size of 0. */
  readonly entryNotional: UsdMicros;
}

/** What changes a position: one record of the venue. */
export interface PerpetualFill {
  readonly side: OrderSide;
  /** Above 0. */
  readonly quantity: Quantity;
  readonly price: PerpetualPrice;
}

/** What a fill made of a position. */
export interface PerpetualChange {
  readonly position: PerpetualPosition;
  /** How much of the old position it closed. */
  readonly closed: Quantity;
  /** What closing it won, or lost where it is negative, without fees. */
  readonly realized: UsdMicros;
}

/** Returns the position of `key` with nothing in it. */
export function flatPerpetual(
  { contestantId, marketId }: Pick<
    PerpetualPosition,
    "contestantId" | "marketId"
  >,
): PerpetualPosition {
  return {
    contestantId,
    marketId,
    size: 0n as PerpetualSize,
    entryNotional: ZERO_USD,
  };
}

/**
 * Returns `position` after a fill. One that is larger than what it closes turns the position over.
 *
 * Sizes and prices are exact. So are notionals wherever the decimals of size and price are six together at
 * most, as on Hyperliquid; a finer one is rounded against the contestant. Of the entry notional that part
 * stays which is still held, rounded down, and the rest leaves: over a position's life the realised profits
 * are what it was sold for less what it was bought for, to the micro-dollar.
 *
 * @throws {RangeError} If the quantity is 0.
 */
export function filledPerpetual(
  position: PerpetualPosition,
  fill: PerpetualFill,
): PerpetualChange {
  if (fill.quantity <= 0n) {
    throw new RangeError(
      `Cannot fill a perpetual as the quantity must be above 0: current value is ${
        printMicros(fill.quantity)
      }`,
    );
  }
  const { size } = position;
  return size === 0n || (size > 0n) === (fill.side === "buy")
    ? increased(position, fill)
    : reduced(position, fill);
}

function increased(
  position: PerpetualPosition,
  fill: PerpetualFill,
): PerpetualChange {
  return {
    position: {
      ...position,
      size: filledSize(position, fill),
      entryNotional: add(position.entryNotional, perpetualFillNotional(fill)),
    },
    closed: ZERO_QUANTITY,
    realized: ZERO_USD,
  };
}

function reduced(
  position: PerpetualPosition,
  fill: PerpetualFill,
): PerpetualChange {
  const held = magnitude(position.size);
  const closed = min(held, fill.quantity);
  const closedFor = perpetualFillNotional({ ...fill, quantity: closed });
  const kept = divide(
    position.entryNotional * (held - closed),
    held,
    "floor",
  ) as UsdMicros;
  const released = subtract(position.entryNotional, kept);
  return {
    position: {
      ...position,
      size: filledSize(position, fill),
      // What is beyond the old position is the entry of the new one.
      entryNotional: closed < fill.quantity
        ? subtract(perpetualFillNotional(fill), closedFor)
        : kept,
    },
    closed,
    realized: position.size > 0n
      ? subtract(closedFor, released)
      : subtract(released, closedFor),
  };
}

/** Returns what one unit was entered for on average, rounded down to the micro-dollar; `null` for a flat position. */
export function averageEntry(
  { size, entryNotional }: PerpetualPosition,
): PerpetualPrice | null {
  if (size === 0n) return null;
  return divide(
    entryNotional * MICROS,
    magnitude(size),
    "floor",
  ) as PerpetualPrice;
}

/** Returns what closing the whole position at `price` would win, or lose where it is negative, without fees; rounded down. */
export function unrealizedProfit(
  position: PerpetualPosition,
  price: PerpetualPrice,
): UsdMicros {
  const { size, entryNotional } = position;
  const quantity = magnitude(size);
  return size >= 0n
    ? subtract(perpetualNotional(price, quantity, "floor"), entryNotional)
    : subtract(entryNotional, perpetualNotional(price, quantity, "ceil"));
}

function magnitude(size: PerpetualSize): Quantity {
  return quantityFromMicros(size < 0n ? -size : size);
}

function filledSize(
  { size }: PerpetualPosition,
  { side, quantity }: PerpetualFill,
): PerpetualSize {
  return size + (side === "buy" ? quantity : -quantity) as PerpetualSize;
}

/** Returns what a fill changed hands for; where it is finer than a micro-dollar, rounded against the contestant. */
export function perpetualFillNotional(
  { side, price, quantity }: PerpetualFill,
): UsdMicros {
  return perpetualNotional(price, quantity, side === "buy" ? "ceil" : "floor");
}
