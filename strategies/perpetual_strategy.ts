import type { MidPoint } from "../domain/price_history.ts";
import type { PerpetualMarket } from "../domain/perpetual_market.ts";

/** What a strategy sees of one perpetual. Prices are dollars of a statistic: no money is counted with them. */
export interface PerpetualState {
  readonly market: PerpetualMarket;
  /** The middle of the best prices, in dollars. */
  readonly mid: number;
  /** Mids at least a second apart, oldest first. */
  readonly history: readonly MidPoint[];
  /** What is held, as a multiple of the equity: below 0 short. */
  readonly exposure: number;
  readonly nowMs: number;
}

/** What a strategy wants to hold. */
export interface PerpetualOpinion {
  /** As a multiple of the equity, −100 to 100: below 0 short, 0 for nothing; `null` leaves it as it is. */
  readonly exposure: number | null;
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
}

/** A rule-based contestant that trades perpetuals. It reads no clock and knows no chance. */
export interface PerpetualStrategy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  evaluate(state: PerpetualState): PerpetualOpinion;
}
