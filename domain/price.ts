import { MICROS, parseMicros, printMicros } from "./decimal.ts";

declare const side: unique symbol;

/** Dollars × 1,000,000 that one YES contract costs, 0 to 1,000,000. */
export type YesPrice = bigint & { readonly [side]: "yes" };
/** Dollars × 1,000,000 that one NO contract costs, 0 to 1,000,000. Converts to a `YesPrice` only by `1 − p`. */
export type NoPrice = bigint & { readonly [side]: "no" };

/** A price together with the scale that it is on. */
export type OutcomePrice =
  | { readonly outcome: "yes"; readonly price: YesPrice }
  | { readonly outcome: "no"; readonly price: NoPrice };

function checkedPrice(micros: bigint): bigint {
  if (micros < 0n || micros > MICROS) {
    throw new RangeError(
      `Cannot make a price as it must be 0 to 1 dollar: current value is ${
        printMicros(micros)
      }`,
    );
  }
  return micros;
}

/**
 * Returns the YES price that a decimal text of dollars such as `"0.56"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is outside 0 to 1 or finer than a micro-dollar.
 */
export function yesPrice(text: string): YesPrice {
  return checkedPrice(parseMicros(text)) as YesPrice;
}

/**
 * Returns the NO price that a decimal text of dollars such as `"0.44"` stands for.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is outside 0 to 1 or finer than a micro-dollar.
 */
export function noPrice(text: string): NoPrice {
  return checkedPrice(parseMicros(text)) as NoPrice;
}

/** Returns `micros` micro-dollars as a YES price. @throws {RangeError} If it is outside 0 to 1,000,000. */
export function yesPriceFromMicros(micros: bigint): YesPrice {
  return checkedPrice(micros) as YesPrice;
}

/** Returns `micros` micro-dollars as a NO price. @throws {RangeError} If it is outside 0 to 1,000,000. */
export function noPriceFromMicros(micros: bigint): NoPrice {
  return checkedPrice(micros) as NoPrice;
}

/** Returns the canonical text of `price` in dollars, two to six decimals. */
export function printPrice(price: YesPrice | NoPrice): string {
  return printMicros(price);
}

/** Returns `1 − price`: a YES bid at `price` is a NO ask at the result, and a YES ask a NO bid. */
export function toNoPrice(price: YesPrice): NoPrice {
  return (MICROS - price) as NoPrice;
}

/** Returns `1 − price`: a NO bid at `price` is a YES ask at the result, and a NO ask a YES bid. */
export function toYesPrice(price: NoPrice): YesPrice {
  return (MICROS - price) as YesPrice;
}

/** Returns `quoted` on the YES scale. */
export function yesScale(quoted: OutcomePrice): YesPrice {
  return quoted.outcome === "yes" ? quoted.price : toYesPrice(quoted.price);
}

/** Returns a price of the YES scale on the scale of `outcome`. */
export function onScaleOf(
  outcome: OutcomePrice["outcome"],
  price: YesPrice,
): OutcomePrice {
  return outcome === "yes"
    ? { outcome, price }
    : { outcome, price: toNoPrice(price) };
}

/** Prices from `from` to `to`, both included, in whole steps from `from` on. */
export interface PriceRange {
  readonly from: YesPrice;
  readonly to: YesPrice;
  /** Above 0. */
  readonly step: YesPrice;
}

/** Whole cents. */
export const CENT_GRID: readonly PriceRange[] = [
  { from: yesPrice("0"), to: yesPrice("1"), step: yesPrice("0.01") },
];

/** Whether `price` is one that the ranges allow; a NO price has its place at `1 − p`. */
export function isOnGrid(
  price: YesPrice,
  ranges: readonly PriceRange[],
): boolean {
  return ranges.some(({ from, to, step }) =>
    price >= from && price <= to && (price - from) % step === 0n
  );
}

/**
 * Returns the highest price of `outcome` that the ranges allow at or below `probability`; `null` where there is
 * none.
 *
 * @param outcome On whose scale `probability` and the price are.
 * @param probability In dollars per contract.
 * @param ranges On the YES scale, as everywhere.
 */
export function onGridBelow(
  outcome: OutcomePrice["outcome"],
  probability: number,
  ranges: readonly PriceRange[],
): OutcomePrice | null {
  const wanted = BigInt(Math.floor(probability * Number(MICROS)));
  let best: YesPrice | null = null;
  for (const { from, to, step } of ranges) {
    const price = outcome === "yes"
      ? highestAtMost(wanted, { from, to, step })
      : lowestAtLeast(MICROS - wanted, { from, to, step });
    if (price === null) continue;
    const isBetter = best === null ||
      (outcome === "yes" ? price > best : price < best);
    if (isBetter) best = price;
  }
  return best === null ? null : onScaleOf(outcome, best);
}

function highestAtMost(
  wanted: bigint,
  { from, to, step }: PriceRange,
): YesPrice | null {
  const top = wanted < to ? wanted : to;
  return top < from ? null : (top - (top - from) % step) as YesPrice;
}

function lowestAtLeast(
  wanted: bigint,
  { from, to, step }: PriceRange,
): YesPrice | null {
  const bottom = wanted > from ? wanted : from;
  const steps = (bottom - from + step - 1n) / step;
  const price = from + steps * step;
  return price > to ? null : price as YesPrice;
}

/** Returns the smallest step of the ranges; a whole dollar without any. */
export function finestStep(ranges: readonly PriceRange[]): YesPrice {
  return ranges.reduce(
    (finest, { step }) => step < finest ? step : finest,
    MICROS as YesPrice,
  );
}

/** Returns `price` as a probability, 0 to 1. */
export function toProbability(price: YesPrice | NoPrice): number {
  return Number(price) / Number(MICROS);
}

/** Returns the middle of bid and ask as a probability, 0 to 1; `null` unless both sides are quoted. */
export function mid(
  yesBid: YesPrice | null,
  yesAsk: YesPrice | null,
): number | null {
  if (yesBid === null || yesAsk === null) return null;
  return Number(yesBid + yesAsk) / (2 * Number(MICROS));
}
