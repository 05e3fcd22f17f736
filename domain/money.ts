import { MICROS, parseMicros, printMicros } from "./decimal.ts";
import type { NoPrice, YesPrice } from "./price.ts";

declare const unit: unique symbol;

/** Dollars × 1,000,000, exact. */
export type UsdMicros = bigint & { readonly [unit]: "UsdMicros" };
/** Contracts × 1,000,000, exact; 0 or more where it is a size. */
export type Quantity = bigint & { readonly [unit]: "Quantity" };

/** Which way an amount that falls between two micro-dollars goes: `floor` down, `ceil` up. */
export type Rounding = "floor" | "ceil";

export { MICROS };
export const ZERO_USD = 0n as UsdMicros;
export const ZERO_QUANTITY = 0n as Quantity;

/**
 * Returns the dollars that a decimal text such as `"-12.34"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is finer than a micro-dollar.
 */
export function usd(text: string): UsdMicros {
  return parseMicros(text) as UsdMicros;
}

/** Returns `micros` millionths of a dollar. */
export function usdFromMicros(micros: bigint): UsdMicros {
  return micros as UsdMicros;
}

/** Returns the canonical text of `amount`, two to six decimals; `usd` reads it back. */
export function printUsd(amount: UsdMicros): string {
  return printMicros(amount);
}

/**
 * Returns the contracts, 0 or more, that a decimal text such as `"10.00"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is negative or finer than a millionth.
 */
export function quantity(text: string): Quantity {
  return quantityFromMicros(parseMicros(text));
}

/** Returns `micros` millionths of a contract. @throws {RangeError} If `micros` is negative. */
export function quantityFromMicros(micros: bigint): Quantity {
  if (micros < 0n) {
    throw new RangeError(
      `Cannot make a quantity as it must be 0 or more: current value is ${
        printMicros(micros)
      }`,
    );
  }
  return micros as Quantity;
}

/** Returns the canonical text of `contracts`, two to six decimals; `quantity` reads it back. */
export function printQuantity(contracts: Quantity): string {
  return printMicros(contracts);
}

/**
 * Returns what `contracts` cost at `price`, to the micro-dollar that `rounding` picks.
 *
 * @throws {RangeError} If `contracts` is negative.
 */
export function notional(
  price: YesPrice | NoPrice,
  contracts: Quantity,
  rounding: Rounding,
): UsdMicros {
  return divide(
    price * quantityFromMicros(contracts),
    MICROS,
    rounding,
  ) as UsdMicros;
}

/**
 * Returns `dividend / divisor` as a whole number, rounded as asked on either side of zero.
 *
 * @throws {RangeError} If `divisor` is not above 0.
 */
export function divide(
  dividend: bigint,
  divisor: bigint,
  rounding: Rounding,
): bigint {
  if (divisor <= 0n) {
    throw new RangeError(
      `Cannot divide as the divisor must be above 0: current value is ${divisor}`,
    );
  }
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (rounding === "floor") return remainder < 0n ? quotient - 1n : quotient;
  return remainder > 0n ? quotient + 1n : quotient;
}

/** Returns `left + right` of one unit. */
export function add<Unit extends UsdMicros | Quantity>(
  left: Unit,
  right: NoInfer<Unit>,
): Unit {
  return ((left as bigint) + (right as bigint)) as Unit;
}

/** Returns `left − right` of one unit; the result may be negative. */
export function subtract<Unit extends UsdMicros | Quantity>(
  left: Unit,
  right: NoInfer<Unit>,
): Unit {
  return ((left as bigint) - (right as bigint)) as Unit;
}

/** Returns the smaller of two amounts of one unit. */
export function min<Unit extends UsdMicros | Quantity>(
  left: Unit,
  right: NoInfer<Unit>,
): Unit {
  return left <= right ? left : right;
}

/** Returns the larger of two amounts of one unit. */
export function max<Unit extends UsdMicros | Quantity>(
  left: Unit,
  right: NoInfer<Unit>,
): Unit {
  return left >= right ? left : right;
}

/** Returns `amount` for people, to the nearest cent (halves away from zero), such as `-$1,234.50`. */
export function formatUsd(amount: UsdMicros): string {
  const magnitude = amount < 0n ? -amount : amount;
  const cents = (magnitude + 5_000n) / 10_000n;
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = amount < 0n && cents > 0n ? "-" : "";
  return `${sign}$${whole}.${(cents % 100n).toString().padStart(2, "0")}`;
}
