import { z } from "zod";
import { parseMicros } from "../../domain/decimal.ts";
import { MICROS, quantity, usd } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";

/** A price of Kalshi's: 0 to 1 dollar in text, with one to six decimals or none. A number is refused. */
export const priceText = z.string().regex(
  /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/,
  "no price of 0 to 1 dollar",
);

/** A price on the YES scale. */
export const yesDollars = priceText.transform(yesPrice);
/** A price on the NO scale. */
export const noDollars = priceText.transform(noPrice);
/** Contracts, 0 or more, in text with up to six decimals or none. */
export const countText = z.string().regex(
  /^\d{1,15}(\.\d{1,6})?$/,
  "no number of contracts",
);
/** Contracts more, or fewer with a minus. */
export const signedCountText = z.string().regex(
  /^-?\d{1,15}(\.\d{1,6})?$/,
  "no signed number of contracts",
);
/** Contracts, 0 or more. */
export const contracts = countText.transform(quantity);
/** Millionths of contracts: of YES where above 0, of NO where below it. */
export const signedContracts = signedCountText.transform(parseMicros);
/** Dollars, which may be negative. */
export const dollars = z.string().regex(
  /^-?\d{1,15}(\.\d{1,6})?$/,
  "no amount of dollars",
).transform(usd);
/** A moment in RFC 3339, as Unix milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform((text) =>
  Date.parse(text)
);
/** A market's, event's or series' name; it becomes part of URLs and ids. */
export const ticker = z.string().regex(/^[\x21-\x7e]{1,100}$/, "no ticker");
/** An id that Kalshi made. */
export const venueId = z.string().regex(/^[\x21-\x7e]{1,100}$/, "no id");
/** Which side of a market somebody took. */
export const outcomeSide = z.enum(["yes", "no"]);
/** The same on the order book, which quotes YES alone: a bid buys YES, an ask buys NO. */
export const bookSide = z.enum(["bid", "ask"]);

/** Whether both prices of one moment are the same price: a YES and a NO contract pay a dollar together. */
export function isComplement(
  row: { readonly yes: bigint; readonly no: bigint },
): boolean {
  return row.yes + row.no === MICROS;
}

/** Whether the two names of one side agree. */
export function isSameSide(
  outcome: "yes" | "no",
  book: "bid" | "ask" | undefined,
): boolean {
  return book === undefined || (outcome === "yes") === (book === "bid");
}
