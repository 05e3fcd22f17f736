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
export type TradeOpening = Pick<
  TradeAttribution,
  | "tradeId"
  | "contestantId"
  | "marketId"
  | "outcome"
  | "decisionId"
  | "openedAtMs"
>;

/** Contracts and money of a trade that is under way, each only ever added to. */
interface Tally {
  readonly bought: Quantity;
  readonly paid: UsdMicros;
  readonly received: UsdMicros;
  readonly corrected: UsdMicros;
  readonly fees: UsdMicros;
  readonly funding: UsdMicros;
  readonly inference: UsdMicros;
  /** What was bought, by the contestant's own probability and by the market's. */
  readonly ownValue: UsdMicros;
  readonly marketValue: UsdMicros;
  /** What sales promised and how they were executed. */
  readonly promisedBySales: UsdMicros;
  readonly execution: UsdMicros;
  /** What sold contracts were worth to the contestant, and what settled ones paid. */
  readonly ended: UsdMicros;
}

const NOTHING: Tally = {
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
  #tally = NOTHING;

  constructor(opening: TradeOpening) {
    this.opening = opening;
  }

  fill(decided: DecidedFill): void {
    this.#add({ fees: decided.fill.fee });
    if (decided.fill.side === "buy") this.#buy(decided);
    else this.#sell(decided);
  }

  /** Takes what a settlement paid, or what one paid that was taken back: below 0 then. */
  receive(payout: UsdMicros): void {
    this.#add({ received: payout, ended: payout });
  }

  /** Takes what a correction added to the cost of what is held: it counts as paid, and nothing was promised for it. */
  correct(cost: UsdMicros): void {
    this.#add({ corrected: cost });
  }

  chargeFunding(amount: UsdMicros): void {
    this.#add({ funding: amount });
  }

  chargeInference(amount: UsdMicros): void {
    this.#add({ inference: amount });
  }

  /** Takes over all that happened in another trade of the same position. */
  absorb(other: AttributedTrade): void {
    this.#add(other.#tally);
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
    this.#add({
      bought: quantity,
      paid: amount,
      ownValue,
      marketValue,
      execution: subtract(marketValue, amount),
    });
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
    this.#add({
      received: amount,
      promisedBySales: subtract(marketValue, ownValue),
      execution: subtract(amount, marketValue),
      ended: ownValue,
    });
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

  #add(more: Partial<Tally>): void {
    const before = this.#tally;
    const sum = <Unit extends UsdMicros | Quantity>(
      left: Unit,
      right: NoInfer<Unit> | undefined,
    ) => right === undefined ? left : add(left, right);
    this.#tally = {
      bought: sum(before.bought, more.bought),
      paid: sum(before.paid, more.paid),
      received: sum(before.received, more.received),
      corrected: sum(before.corrected, more.corrected),
      fees: sum(before.fees, more.fees),
      funding: sum(before.funding, more.funding),
      inference: sum(before.inference, more.inference),
      ownValue: sum(before.ownValue, more.ownValue),
      marketValue: sum(before.marketValue, more.marketValue),
      promisedBySales: sum(before.promisedBySales, more.promisedBySales),
      execution: sum(before.execution, more.execution),
      ended: sum(before.ended, more.ended),
    };
  }
}

/** A statistic: exact enough for people, never added up. */
function ratio(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number(part) / Number(whole);
}
