import type {
  AttributionParts,
  TradeAttribution,
  TradeEnd,
} from "./attribution.ts";
import {
  add,
  type Quantity,
  subtract,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";

/** How a trade in a perpetual began. */
export type PerpetualTradeOpening = Pick<
  TradeAttribution,
  | "tradeId"
  | "contestantId"
  | "marketId"
  | "outcome"
  | "decisionId"
  | "openedAtMs"
>;

/** What one fill, or its part in one trade, moved. */
export interface TradedPart {
  readonly side: "buy" | "sell";
  readonly quantity: Quantity;
  /** What it changed hands for, without the fee. */
  readonly amount: UsdMicros;
  /** The same coins at the market's price when they were decided on. */
  readonly marketValue: UsdMicros;
  readonly fee: UsdMicros;
}

/** A trade in a perpetual that is under way, long or short: it says in the end where its money came from. */
export class PerpetualTrade {
  readonly opening: PerpetualTradeOpening;
  #bought = ZERO_QUANTITY;
  #paid = ZERO_USD;
  #received = ZERO_USD;
  /** What was bought, and sold, at the market's price of its decision. */
  #boughtValue = ZERO_USD;
  #soldValue = ZERO_USD;
  #corrected = ZERO_USD;
  #fees = ZERO_USD;
  #funding = ZERO_USD;

  constructor(opening: PerpetualTradeOpening) {
    this.opening = opening;
  }

  fill({ side, quantity, amount, marketValue, fee }: TradedPart): void {
    this.#fees = add(this.#fees, fee);
    if (side === "buy") {
      this.#bought = add(this.#bought, quantity);
      this.#paid = add(this.#paid, amount);
      this.#boughtValue = add(this.#boughtValue, marketValue);
    } else {
      this.#received = add(this.#received, amount);
      this.#soldValue = add(this.#soldValue, marketValue);
    }
  }

  chargeFunding(amount: UsdMicros): void {
    this.#funding = add(this.#funding, amount);
  }

  /** Takes what a position was entered for that was taken off: its trade ends as if that had brought nothing. */
  correct(cost: UsdMicros): void {
    this.#corrected = add(this.#corrected, cost);
  }

  /** Returns where the money came from, for a trade that ends now. */
  attribution(
    end: Pick<TradeAttribution, "closedAtMs" | "sequence"> & {
      readonly end: TradeEnd;
    },
  ): TradeAttribution {
    const costs = [this.#paid, this.#corrected, this.#fees, this.#funding];
    return {
      ...this.opening,
      ...end,
      bought: this.#bought,
      paid: this.#paid,
      received: this.#received,
      corrected: this.#corrected,
      netPnl: costs.reduce((net, cost) => subtract(net, cost), this.#received),
      parts: this.#parts(),
      entry: {
        ownProbability: null,
        marketProbability: null,
        pricePaid: null,
        staked: this.opening.outcome === "long"
          ? this.#boughtValue
          : this.#soldValue,
        kellyStake: ZERO_USD,
        kellyFraction: null,
      },
    };
  }

  /** Nobody forecasts the price of a perpetual: it promises nothing, and all that the market did is luck. */
  #parts(): AttributionParts {
    const bought = subtract(this.#boughtValue, this.#paid);
    const sold = subtract(this.#received, this.#soldValue);
    const moved = subtract(this.#soldValue, this.#boughtValue);
    return {
      edge: ZERO_USD,
      sizing: ZERO_USD,
      execution: add(bought, sold),
      fees: subtract(ZERO_USD, this.#fees),
      funding: subtract(ZERO_USD, this.#funding),
      inference: ZERO_USD,
      luck: subtract(moved, this.#corrected),
    };
  }
}
