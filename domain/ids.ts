declare const brand: unique symbol;

/** A string that only its own constructor makes: a `MarketId` is never passed where an `OrderId` is meant. */
export type Id<Name extends string> = string & { readonly [brand]: Name };

/** `venue:ticker`, unique over all venues. */
export type MarketId = Id<"MarketId">;
/** Names a contestant, over all its restarts. */
export type ContestantId = Id<"ContestantId">;
/** Derived from what woke the contestant, so that the same wake-up is one decision. */
export type DecisionId = Id<"DecisionId">;
/** Derived from the decision that caused it, so that the same intent delivered twice is one order. */
export type OrderId = Id<"OrderId">;
/** Derived from the order and the venue's own name of the fill: one that is reported twice is one fill. */
export type FillId = Id<"FillId">;
/** Derived from the market event that raised the signal. */
export type SignalId = Id<"SignalId">;
/** Names a round by the moment that it is for. */
export type RoundId = Id<"RoundId">;
/** Names a season: what its contestants' ids end with. */
export type SeasonId = Id<"SeasonId">;
/** Names a model of the catalog, such as `gpt-4o`; not what its provider calls it. */
export type ModelId = Id<"ModelId">;

const ID_PATTERN = /^[\x21-\x7e]{1,200}$/;

function checkedId<Name extends string>(text: string, name: Name): Id<Name> {
  if (!ID_PATTERN.test(text)) {
    throw new TypeError(
      `Cannot make a ${name} as it must be 1 to 200 printable ASCII characters without spaces: current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  return text as Id<Name>;
}

/** Returns `text` as the id of a contestant. @throws {TypeError} If it is empty, too long or has spaces. */
export const contestantId = (text: string): ContestantId =>
  checkedId(text, "ContestantId");
/** Returns `text` as the id of a decision. @throws {TypeError} If it is empty, too long or has spaces. */
export const decisionId = (text: string): DecisionId =>
  checkedId(text, "DecisionId");
/** Returns `text` as the id of an order. @throws {TypeError} If it is empty, too long or has spaces. */
export const orderId = (text: string): OrderId => checkedId(text, "OrderId");
/** Returns `text` as the id of a fill. @throws {TypeError} If it is empty, too long or has spaces. */
export const fillId = (text: string): FillId => checkedId(text, "FillId");
/** Returns `text` as the id of a signal. @throws {TypeError} If it is empty, too long or has spaces. */
export const signalId = (text: string): SignalId => checkedId(text, "SignalId");
/** Returns `text` as the id of a round. @throws {TypeError} If it is empty, too long or has spaces. */
export const roundId = (text: string): RoundId => checkedId(text, "RoundId");
/** Returns `text` as the id of a model. @throws {TypeError} If it is empty, too long or has spaces. */
export const modelId = (text: string): ModelId => checkedId(text, "ModelId");
const SEASON_PATTERN = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Returns `text` as the id of a season. @throws {TypeError} If it is not 1 to 40 of a-z, 0-9 and dash. */
export function seasonId(text: string): SeasonId {
  if (SEASON_PATTERN.test(text)) return text as SeasonId;
  throw new TypeError(
    `Cannot make a SeasonId as it must be 1 to 40 of a-z, 0-9 and dash: current value is ${
      JSON.stringify(text)
    }`,
  );
}
/** Returns the id of the market that `venue` calls `ticker`. @throws {TypeError} If either has spaces. */
export function marketId(venue: string, ticker: string): MarketId {
  return checkedId(`${venue}:${ticker}`, "MarketId");
}
/** Returns `text`, which must read `venue:ticker`, as the id of a market. @throws {TypeError} If it does not. */
export function parseMarketId(text: string): MarketId {
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1) {
    throw new TypeError(
      `Cannot make a MarketId as it must read "venue:ticker": current value is ${
        JSON.stringify(text)
      }`,
    );
  }
  return checkedId(text, "MarketId");
}
