import type { Outcome } from "../../domain/market.ts";
import {
  noPriceFromMicros,
  type OutcomePrice,
  toNoPrice,
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

/**
 * Returns a token's price on the scale of its own outcome.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is outside 0 to 1 or finer than a micro-dollar.
 */
export function tokenPrice(outcome: Outcome, text: string): OutcomePrice {
  const known = KNOWN_PRICES.get(text) ?? readPrice(text);
  return outcome === "yes" ? known.yes : known.no;
}

/**
 * Returns the bid that an order of a token is in a book of bids alone: who sells one outcome at `p` bids
 * `1 − p` for the other.
 *
 * @throws {SyntaxError} If `text` is no plain decimal number.
 * @throws {RangeError} If it is outside 0 to 1 or finer than a micro-dollar.
 */
export function bidOf(
  outcome: Outcome,
  side: TokenSide,
  text: string,
): OutcomePrice {
  const quoted = tokenPrice(outcome, text);
  if (side === "BUY") return quoted;
  return quoted.outcome === "yes"
    ? { outcome: "no", price: toNoPrice(quoted.price) }
    : { outcome: "yes", price: toYesPrice(quoted.price) };
}

/** Returns a token's price on the YES scale. */
export function yesPriceOf(outcome: Outcome, text: string): YesPrice {
  const quoted = tokenPrice(outcome, text);
  return quoted.outcome === "yes" ? quoted.price : toYesPrice(quoted.price);
}

/** Whether a price of the YES token and one of the NO token make a dollar together. */
export function makeADollar(yes: string, no: string): boolean {
  return (KNOWN_PRICES.get(yes) ?? readPrice(yes)).micros +
      (KNOWN_PRICES.get(no) ?? readPrice(no)).micros === DOLLAR;
}

/** A price as text, read for either token. */
interface KnownPrice {
  readonly micros: number;
  readonly yes: Extract<OutcomePrice, { outcome: "yes" }>;
  readonly no: Extract<OutcomePrice, { outcome: "no" }>;
}

const DOLLAR = 1_000_000;
/** Prices come from a grid of a few hundred: their texts are read once. */
const TEXTS_MAX = 4_096;
const KNOWN_PRICES = new Map<string, KnownPrice>();

function readPrice(text: string): KnownPrice {
  const micros = microsOf(text);
  const known: KnownPrice = {
    micros,
    yes: { outcome: "yes", price: yesPriceFromMicros(BigInt(micros)) },
    no: { outcome: "no", price: noPriceFromMicros(BigInt(micros)) },
  };
  if (KNOWN_PRICES.size >= TEXTS_MAX) KNOWN_PRICES.clear();
  KNOWN_PRICES.set(text, known);
  return known;
}
