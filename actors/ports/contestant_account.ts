import type { TimeInForce } from "../../domain/order.ts";
import type { TradingState } from "../../domain/trading_state.ts";

/** What a contestant holds of one outcome, as a model reads it: dollars and contracts as decimal text. */
export interface HeldPosition {
  readonly ticker: string;
  readonly outcome: "yes" | "no";
  readonly contracts: string;
  /** What is still held cost, without fees. */
  readonly cost: string;
}

/** An order of a contestant that works, as a model reads it. */
export interface WorkingOrder {
  readonly orderId: string;
  readonly ticker: string;
  readonly side: "buy" | "sell";
  readonly outcome: "yes" | "no";
  readonly contracts: string;
  readonly filled: string;
  readonly limitPrice: string;
  readonly timeInForce: TimeInForce;
  /** Unix milliseconds; `null` for an order that does not end by itself. */
  readonly expiresAtMs: number | null;
}

/** Something that happened to a contestant, as a model reads it. */
export interface PastTrade {
  readonly atMs: number;
  readonly ticker: string;
  readonly what: "bought" | "sold" | "paid_out" | "taken_back" | "denied";
  readonly outcome: "yes" | "no";
  readonly contracts: string;
  /** What all of it cost or brought, without fees; `null` for an order that was denied. */
  readonly dollars: string | null;
  /** Why it was denied; `null` otherwise. */
  readonly code: string | null;
}

/** All that a contestant knows of itself at the start of a session. */
export interface Account {
  readonly cash: string;
  readonly startingBalance: string;
  readonly realizedPnl: string;
  readonly feesPaid: string;
  readonly inferenceCost: string;
  readonly tradingState: TradingState;
  readonly positions: readonly HeldPosition[];
  readonly workingOrders: readonly WorkingOrder[];
  /** Newest first. */
  readonly trades: readonly PastTrade[];
}
