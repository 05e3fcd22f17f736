/**
 * Where the profit or loss of a trade came from, as parts that add up to it to the micro-dollar.
 *
 * A trade is a position from its first contract to its last. With, per fill, q contracts that changed hands for
 * N dollars, p the contestant's own probability of the outcome and m the market's when it decided (the YES mid on
 * the outcome's scale; the order's limit where nobody quoted), and X what the contracts paid in the end:
 *
 *     X − N  =  q·(p − m)  +  (q·m − N)  +  (X − q·p)
 *            =  promised   +  execution  +  luck
 *
 * so that no part is a remainder that hides an error. A sale is a bet against what is sold: it promises
 * q·(m − p), executes at N − q·m, and what it leaves of the purchase's luck is q·(p at the sale − p at the purchase).
 *
 * A trade in a perpetual is a position from nothing held to nothing held, long or short. Nobody forecasts its price, so
 * that p is m: it promises nothing, each fill executes at q·m − N or N − q·m, and luck is what m did in between.
 *
 * @module
 */
import type { ContestantId, DecisionId, MarketId } from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";

/** What each part of a trade's profit or loss is, for people. Closed. */
export const ATTRIBUTION_PARTS = {
  edge:
    "What the contestant's own forecast promised over the market's price when it decided, q·(p − m), on the contracts up to Kelly's stake, and q·(m − p) on those it sold.",
  sizing:
    "What the forecast promised on the contracts beyond Kelly's stake: below 0 where the contestant bought what it held to be too dear. Kelly (1956): stake (p − m)/(1 − m) of the equity.",
  execution:
    "The market's price at the decision against what was paid, q·m − N, and what a sale fetched against it, N − q·m: Perold's implementation shortfall (1988) with its sign turned.",
  fees: "What the venue charged, as a loss.",
  funding: "What holding a perpetual cost, as a loss, or brought.",
  inference:
    "What the model calls cost that decided what was traded, as a loss.",
  luck:
    "What the contracts paid over what the contestant expected of them, X − q·p; of those that it sold, what they were worth to it by then. Over many trades of a forecaster who is calibrated (Dawid 1982) it comes to nothing; of one who is too sure it does not. Of a perpetual, whose price nobody forecasts, what its mid did between the decisions.",
} as const;

/** One of the parts. */
export type AttributionPart = keyof typeof ATTRIBUTION_PARTS;

/** The parts of a trade's profit or loss, a cost below 0. They add up to `netPnl` exactly. */
export type AttributionParts = Readonly<Record<AttributionPart, UsdMicros>>;

/**
 * What ends a trade. A `sale` of a short perpetual buys it back; `correction` is the venue's record saying that
 * nothing is held.
 */
export const TRADE_ENDS = [
  "sale",
  "settlement",
  "correction",
  "liquidation",
] as const;

/** One of them. */
export type TradeEnd = typeof TRADE_ENDS[number];

/**
 * A trade that is over, and where its profit or loss came from.
 *
 * `netPnl = received − paid − corrected − fees − funding − inference`, all as amounts, and the sum of `parts`.
 */
export interface TradeAttribution {
  /** Unique, and the same again for a trade that went on after its settlement was taken back. */
  readonly tradeId: string;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** What was held: of an outcome, or of a perpetual. */
  readonly outcome: Outcome | "long" | "short";
  /** The decision that opened it; `null` where the journal has none. */
  readonly decisionId: DecisionId | null;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly end: TradeEnd;
  /** The row that ended it. */
  readonly sequence: number;
  /** Contracts bought in all. */
  readonly bought: Quantity;
  /** What they cost, without fees. */
  readonly paid: UsdMicros;
  /** What sales and settlements brought, without fees. */
  readonly received: UsdMicros;
  /** What corrections added to the cost of what was held. */
  readonly corrected: UsdMicros;
  readonly netPnl: UsdMicros;
  readonly parts: AttributionParts;
  readonly entry: TradeEntry;
}

/** How a trade was entered, over all its purchases. Probabilities are of its outcome; `null` without a purchase. */
export interface TradeEntry {
  /** The contestant's own probability, 0 to 1, averaged over contracts. */
  readonly ownProbability: number | null;
  /** The market's when it decided, 0 to 1, averaged over contracts. */
  readonly marketProbability: number | null;
  /** What a contract cost on average, 0 to 1. */
  readonly pricePaid: number | null;
  /** What was staked, at the market's price. */
  readonly staked: UsdMicros;
  /** What Kelly would have staked at that price. */
  readonly kellyStake: UsdMicros;
  /** `staked / kellyStake`: 0.25 for quarter Kelly; `null` where Kelly would have staked nothing. */
  readonly kellyFraction: number | null;
}

/** What a row changes in what is attributed. */
export type AttributionChange =
  | { readonly kind: "attributed"; readonly attribution: TradeAttribution }
  /** The trade is not over after all: its settlement was taken back. */
  | { readonly kind: "retracted"; readonly tradeId: string };
