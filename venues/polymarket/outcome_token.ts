import type { Outcome } from "../../domain/market.ts";
import {
  noPriceFromMicros,
  type OutcomePrice,
  toYesPrice,
  type YesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { microsOf } from "./decimal_text.ts";

declare const outcome: unique symbol;

/** The token that pays a dollar if a market's first outcome comes true, as Polymarket prints its id. */
export type YesToken = string & { readonly [outcome]: "yes" };
/** The token that pays if the second one does. It is never passed where a `YesToken` is meant. */
export type NoToken = string & { readonly [outcome]: "no" };

/** The two tokens of a market. */
export interface MarketTokens {
  readonly yes: YesToken;
  readonly no: NoToken;
}

/** Which way an order of a token goes, in Polymarket's words. */
export type TokenSide = "BUY" | "SELL";

/**
 * Returns the two tokens of a list that is in the order of the market's outcomes: the first one is YES.
 *
 * @throws {RangeError} If they are not two different ones.
 */
export function marketTokens(ids: readonly string[]): MarketTokens {
  const [yes, no] = ids;
  if (ids.length !== 2 || yes === undefined || no === undefined || yes === no) {
    throw new RangeError(
      `Cannot follow a market as it must have two different tokens: current value is ${
        JSON.stringify(ids)
      }`,
    );
  }
  return { yes: yes as YesToken, no: no as NoToken };
}

/** Returns the token of one outcome. */
export function tokenOf(
  tokens: MarketTokens,
  outcome: Outcome,
): YesToken | NoToken {
  return outcome === "yes" ? tokens.yes : tokens.no;
}

/** A dollar in micro-dollars. */
export const DOLLAR = 1_000_000;

/**
 * Returns a token's price on the scale of its own outcome.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is outside 0 to 1 or finer than a micro-dollar.
 */
export function tokenPrice(outcome: Outcome, text: string): OutcomePrice {
  return priceAt(outcome, microsOf(text));
}

/**
 * Returns the bid that an order of a token is in a book of bids alone: who sells one outcome at `p` bids
 * `1 − p` for the other.
 *
 * @param micros The order's price in micro-dollars.
 * @throws {RangeError} If it is outside 0 to a dollar.
 */
export function bidOf(
  outcome: Outcome,
  side: TokenSide,
  micros: number,
): OutcomePrice {
  if (side === "BUY") return priceAt(outcome, micros);
  return priceAt(outcome === "yes" ? "no" : "yes", DOLLAR - micros);
}

/** Returns a token's price on the YES scale. */
export function yesPriceOf(outcome: Outcome, text: string): YesPrice {
  const quoted = tokenPrice(outcome, text);
  return quoted.outcome === "yes" ? quoted.price : toYesPrice(quoted.price);
}

/** The finest step of the venue's prices, in micro-dollars. */
const STEP = 100;
/** Prices of that grid, made once for either outcome: nearly all that come. */
const YES_PRICES: (OutcomePrice | undefined)[] = Array.from({
  length: DOLLAR / STEP + 1,
});
const NO_PRICES = [...YES_PRICES];

function priceAt(outcome: Outcome, micros: number): OutcomePrice {
  const made = outcome === "yes" ? YES_PRICES : NO_PRICES;
  const known = made[micros / STEP];
  if (known !== undefined) return known;
  const price: OutcomePrice = outcome === "yes"
    ? { outcome, price: yesPriceFromMicros(BigInt(micros)) }
    : { outcome, price: noPriceFromMicros(BigInt(micros)) };
  if (micros % STEP === 0) made[micros / STEP] = price;
  return price;
}
