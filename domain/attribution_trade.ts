import {
  type Beliefs,
  openedStake,
  promisedWithinKelly,
  type Stake,
  worth,
} from "./attribution_kelly.ts";
import type {
  AttributionParts,
  TradeAttribution,
  TradeEnd,
  TradeEntry,
} from "./attribution.ts";
import { type Fill, fillNotional } from "./fill.ts";
import type { DecisionId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import {
  add,
  type Quantity,
  subtract,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";

/** A fill, and what was believed when it was decided on. */
export interface DecidedFill {
  readonly fill: Fill;
  readonly beliefs: Beliefs;
  readonly decisionId: DecisionId | null;
  /** What the account was worth when it was decided on. */
  readonly equity: UsdMicros;
  /** What was held just before. */
  readonly held: Quantity;
}

/** How a trade began. */
export type TradeOpening =
  & Pick<
    TradeAttribution,
    "tradeId" | "contestantId" | "marketId" | "decisionId" | "openedAtMs"
  >
  & { readonly outcome: Outcome };

/** Contracts and money of a trade that is under way, each only ever added to. */
interface Tally {
  bought: Quantity;
  paid: UsdMicros;
  received: UsdMicros;
  corrected: UsdMicros;
  fees: UsdMicros;
  funding: UsdMicros;
  inference: UsdMicros;
  /** What was bought, by the contestant's own probability and by the market's. */
  ownValue: UsdMicros;
  marketValue: UsdMicros;
  /** What sales promised and how they were executed. */
  promisedBySales: UsdMicros;
  execution: UsdMicros;
  /** What sold contracts were worth to the contestant, and what settled ones paid. */
  ended: UsdMicros;
}

const NOTHING: Readonly<Tally> = {
  bought: ZERO_QUANTITY,
  paid: ZERO_USD,
  received: ZERO_USD,
  corrected: ZERO_USD,
  fees: ZERO_USD,
  funding: ZERO_USD,
  inference: ZERO_USD,
  ownValue: ZERO_USD,
  marketValue: ZERO_USD,
  promisedBySales: ZERO_USD,
  execution: ZERO_USD,
  ended: ZERO_USD,
};

/** A trade under way: it takes what happens to a position and says in the end where the money came from. */
export class AttributedTrade {
  readonly opening: TradeOpening;
  readonly #stakes = new Map<string, Stake>();
  readonly #tally: Tally = { ...NOTHING };

  constructor(opening: TradeOpening) {
    this.opening = opening;
  }

  fill(decided: DecidedFill): void {
    this.#tally.fees = add(this.#tally.fees, decided.fill.fee);
    if (decided.fill.side === "buy") this.#buy(decided);
    else this.#sell(decided);
  }

  /** Takes what a settlement paid, or what one paid that was taken back: below 0 then. */
  receive(payout: UsdMicros): void {
    this.#tally.received = add(this.#tally.received, payout);
    this.#tally.ended = add(this.#tally.ended, payout);
  }

  /** Takes what a correction added to the cost of what is held: it counts as paid, and nothing was promised for it. */
  correct(cost: UsdMicros): void {
    this.#tally.corrected = add(this.#tally.corrected, cost);
  }

  chargeFunding(amount: UsdMicros): void {
    this.#tally.funding = add(this.#tally.funding, amount);
  }

  chargeInference(amount: UsdMicros): void {
    this.#tally.inference = add(this.#tally.inference, amount);
  }

  /** Takes over all that happened in another trade of the same position. */
  absorb(other: AttributedTrade): void {
    const [tally, more] = [this.#tally, other.#tally];
    tally.bought = add(tally.bought, more.bought);
    tally.paid = add(tally.paid, more.paid);
    tally.received = add(tally.received, more.received);
    tally.corrected = add(tally.corrected, more.corrected);
    tally.fees = add(tally.fees, more.fees);
    tally.funding = add(tally.funding, more.funding);
    tally.inference = add(tally.inference, more.inference);
    tally.ownValue = add(tally.ownValue, more.ownValue);
    tally.marketValue = add(tally.marketValue, more.marketValue);
    tally.promisedBySales = add(tally.promisedBySales, more.promisedBySales);
    tally.execution = add(tally.execution, more.execution);
    tally.ended = add(tally.ended, more.ended);
    for (const [key, stake] of other.#stakes) {
      this.#stakes.set(`${other.opening.tradeId} ${key}`, stake);
    }
  }

  /** Returns where the money came from, for a trade that ends now. */
  attribution(
    end: Pick<TradeAttribution, "closedAtMs" | "sequence"> & {
      readonly end: TradeEnd;
    },
  ): TradeAttribution {
    const { bought, paid, received, corrected } = this.#tally;
    const { fees, funding, inference } = this.#tally;
    const costs = [paid, corrected, fees, funding, inference];
    return {
      ...this.opening,
      ...end,
      bought,
      paid,
      received,
      corrected,
      netPnl: costs.reduce((net, cost) => subtract(net, cost), received),
      parts: this.#parts(),
      entry: this.#entry(),
    };
  }

  #buy({ fill, beliefs, decisionId, equity, held }: DecidedFill): void {
    const { quantity } = fill;
    const amount = fillNotional(fill);
    const ownValue = worth(quantity, beliefs.own);
    const marketValue = worth(quantity, beliefs.market);
    const tally = this.#tally;
    tally.bought = add(tally.bought, quantity);
    tally.paid = add(tally.paid, amount);
    tally.ownValue = add(tally.ownValue, ownValue);
    tally.marketValue = add(tally.marketValue, marketValue);
    tally.execution = add(tally.execution, subtract(marketValue, amount));
    const key = decisionId ?? "";
    const stake = this.#stakes.get(key) ??
      openedStake(beliefs, { equity, held });
    this.#stakes.set(key, {
      ...stake,
      bought: add(stake.bought, quantity),
      staked: add(stake.staked, marketValue),
      promised: add(stake.promised, subtract(ownValue, marketValue)),
    });
  }

  #sell({ fill, beliefs }: DecidedFill): void {
    const amount = fillNotional(fill);
    const ownValue = worth(fill.quantity, beliefs.own);
    const marketValue = worth(fill.quantity, beliefs.market);
    const tally = this.#tally;
    const promised = subtract(marketValue, ownValue);
    tally.received = add(tally.received, amount);
    tally.promisedBySales = add(tally.promisedBySales, promised);
    tally.execution = add(tally.execution, subtract(amount, marketValue));
    tally.ended = add(tally.ended, ownValue);
  }

  #parts(): AttributionParts {
    const tally = this.#tally;
    const promised = subtract(tally.ownValue, tally.marketValue);
    const within = [...this.#stakes.values()].map(promisedWithinKelly)
      .reduce((sum, part) => add(sum, part), ZERO_USD);
    return {
      edge: add(within, tally.promisedBySales),
      sizing: subtract(promised, within),
      execution: tally.execution,
      fees: subtract(ZERO_USD, tally.fees),
      funding: subtract(ZERO_USD, tally.funding),
      inference: subtract(ZERO_USD, tally.inference),
      luck: subtract(subtract(tally.ended, tally.ownValue), tally.corrected),
    };
  }

  #entry(): TradeEntry {
    const { bought, paid, ownValue, marketValue } = this.#tally;
    const kellyStake = [...this.#stakes.values()]
      .reduce((sum, stake) => add(sum, stake.kellyStake), ZERO_USD);
    return {
      ownProbability: ratio(ownValue, bought),
      marketProbability: ratio(marketValue, bought),
      pricePaid: ratio(paid, bought),
      staked: marketValue,
      kellyStake,
      kellyFraction: ratio(marketValue, kellyStake),
    };
  }
}

/** A statistic: exact enough for people, never added up. */
function ratio(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number(part) / Number(whole);
}
