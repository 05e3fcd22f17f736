import { type Fill, fillNotional } from "./fill.ts";
import type { ContestantId, MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import {
  add,
  divide,
  notional,
  type Quantity,
  subtract,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";
import { toNoPrice } from "./price.ts";
import type { Quote } from "./quote.ts";

/** What a contestant holds of one outcome of one market. */
export interface Position {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
  /** 0 or more: outcomes are held, never sold short. */
  readonly quantity: Quantity;
  /** What is still held cost, without fees. */
  readonly cost: UsdMicros;
}

/** Raised for a sale of more than is held. */
export class OversoldError extends Error {
  override readonly name = "OversoldError";
}

/** Returns the position of `key` with nothing in it. */
export function emptyPosition(
  key: Pick<Position, "contestantId" | "marketId" | "outcome">,
): Position {
  const { contestantId, marketId, outcome } = key;
  return {
    contestantId,
    marketId,
    outcome,
    quantity: ZERO_QUANTITY,
    cost: ZERO_USD,
  };
}

/**
 * Returns the part of the cost that leaves with `sold` contracts: pro rata, rounded down, and all of it with
 * the last contract, so that nothing of the cost is ever lost.
 *
 * @throws {OversoldError} If more is sold than held.
 */
export function releasedCost(position: Position, sold: Quantity): UsdMicros {
  if (sold > position.quantity) {
    throw new OversoldError(
      `Cannot sell ${position.outcome} of market "${position.marketId}" for contestant "${position.contestantId}" as the micro-contracts sold must be <= ${position.quantity}: current value is ${sold}`,
    );
  }
  if (sold === position.quantity) return position.cost;
  return divide(
    position.cost * sold,
    position.quantity,
    "floor",
  ) as UsdMicros;
}

/** Returns `position` after a fill of its outcome. @throws {OversoldError} If more is sold than held. */
export function filledPosition(position: Position, fill: Fill): Position {
  if (fill.side === "buy") {
    return {
      ...position,
      quantity: add(position.quantity, fill.quantity),
      cost: add(position.cost, fillNotional(fill)),
    };
  }
  return {
    ...position,
    cost: subtract(position.cost, releasedCost(position, fill.quantity)),
    quantity: subtract(position.quantity, fill.quantity),
  };
}

/** Rounded down, YES at the YES bid, NO at `1 −` the YES ask. `null` where nobody bids: that is not a value of 0. */
function markAtBid(
  position: Position,
  quote: Quote | null,
): UsdMicros | null {
  const bid = position.outcome === "yes"
    ? quote?.yesBid ?? null
    : noBid(quote?.yesAsk ?? null);
  return bid === null ? null : notional(bid, position.quantity, "floor");
}

function noBid(yesAsk: Quote["yesAsk"]) {
  return yesAsk === null ? null : toNoPrice(yesAsk);
}

/** What an account is worth, or the positions that nobody bids for. */
export type Equity =
  | {
    readonly kind: "marked";
    readonly positionsAtBid: UsdMicros;
    readonly equity: UsdMicros;
  }
  | { readonly kind: "unmarked"; readonly missing: readonly Position[] };

/**
 * Returns cash plus what selling each position at the bid would bring, rounded down: YES at the YES bid, NO at
 * `1 −` the YES ask. A position that nobody bids for is named and never counted as 0.
 */
export function equityAtBid(
  cash: UsdMicros,
  positions: Iterable<Position>,
  quoteOf: (market: MarketId) => Quote | null,
): Equity {
  let positionsAtBid = ZERO_USD;
  const missing: Position[] = [];
  for (const position of positions) {
    const mark = markAtBid(position, quoteOf(position.marketId));
    if (mark === null) missing.push(position);
    else positionsAtBid = add(positionsAtBid, mark);
  }
  return missing.length > 0
    ? { kind: "unmarked", missing }
    : { kind: "marked", positionsAtBid, equity: add(cash, positionsAtBid) };
}
