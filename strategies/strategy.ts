import type { Decision, DecisionAction } from "../domain/decision.ts";
import type { Market } from "../domain/market.ts";
import type { Quantity, UsdMicros } from "../domain/money.ts";
import type { Order } from "../domain/order.ts";
import type { MidPoint } from "../domain/price_history.ts";
import type { Quote } from "../domain/quote.ts";
import type { MarketSignal, SignalType } from "../domain/signal.ts";

/** Everything that a strategy may know about one market at one moment. */
export interface StrategyState {
  readonly market: Market;
  readonly quote: Quote;
  /** YES mid of `quote`, 0 to 1; `null` where a side is missing. */
  readonly mid: number | null;
  /** Mids at most once a second, oldest first. */
  readonly history: readonly MidPoint[];
  readonly held: { readonly yes: Quantity; readonly no: Quantity };
  /** Its own orders in this market that have left and are not over, in the order in which they left. */
  readonly working: readonly Order[];
  /** Cash at hand. What open orders in other markets may still claim of it is for risk to check. */
  readonly freeCash: UsdMicros;
  /** How the markets of this series that are over resolved. */
  readonly resolved: { readonly yes: number; readonly no: number };
  /**
   * What whoever leads wants of this market, by its newest decision; `null` where nobody leads alone or the leader
   * has not decided here.
   */
  readonly leader:
    | Pick<Decision, "action" | "probabilityYes" | "confidence">
    | null;
  /** What woke the contestant; `null` in a round. */
  readonly signal: MarketSignal | null;
  /** Three floats in [0, 1) that depend on the seed, the contestant and the wake-up alone. */
  readonly draws: readonly [number, number, number];
  readonly nowMs: number;
}

/** What a strategy makes of a state: a forecast always, an order perhaps. */
export interface Opinion {
  /** Probability that the market resolves YES, 0 to 1. */
  readonly probabilityYes: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  readonly action: DecisionAction;
}

/** A rule-based contestant: a pure function of what it is shown. */
export interface Strategy {
  readonly id: string;
  readonly name: string;
  /** One sentence for viewers. */
  readonly description: string;
  /** Signals that wake it between rounds. */
  readonly wakesOn: readonly SignalType[];
  evaluate(state: StrategyState): Opinion;
}

/** The action of an opinion that leads to no order. */
export const HOLD: DecisionAction = { kind: "hold" };

/** How contestants that run a strategy are labelled wherever they are shown: never as a model. */
export const RULE_BASED = "rule-based";
