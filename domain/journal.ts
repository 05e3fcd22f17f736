import type { Decision } from "./decision.ts";
import type { Fill } from "./fill.ts";
import type { ContestantId, MarketId, OrderId } from "./ids.ts";
import type { DenialCode } from "./denial.ts";
import type { Market, MarketPhase, Outcome, Resolution } from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";
import type { Order } from "./order.ts";
import type { MarketSignal, SignalScore } from "./signal.ts";

/** How one contestant stood when everybody was marked. Positions are marked at the bid. */
export interface EquityMark {
  readonly contestantId: ContestantId;
  readonly cash: UsdMicros;
  readonly positionsAtBid: UsdMicros;
  readonly equity: UsdMicros;
}

/** Everything that the journal can record. Names are past participles: each row is a fact. */
export type JournalEntry =
  | {
    readonly kind: "contestant_enrolled";
    readonly contestantId: ContestantId;
    readonly name: string;
    readonly strategy: string;
    readonly startingBalance: UsdMicros;
  }
  | { readonly kind: "market_listed"; readonly market: Market }
  | {
    readonly kind: "market_phase_changed";
    readonly marketId: MarketId;
    readonly phase: MarketPhase;
    readonly resolution: Resolution | null;
  }
  | { readonly kind: "signal_detected"; readonly signal: MarketSignal }
  | { readonly kind: "signal_scored"; readonly score: SignalScore }
  | { readonly kind: "decision_made"; readonly decision: Decision }
  | {
    readonly kind: "order_denied";
    readonly order: Order;
    readonly code: DenialCode;
    readonly detail: string;
  }
  | { readonly kind: "order_submitted"; readonly order: Order }
  | { readonly kind: "order_accepted"; readonly orderId: OrderId }
  | {
    readonly kind: "order_rejected";
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | { readonly kind: "order_filled"; readonly fill: Fill }
  | {
    readonly kind: "order_canceled";
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | { readonly kind: "order_expired"; readonly orderId: OrderId }
  | {
    readonly kind: "position_settled";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly outcome: Outcome;
    readonly quantity: Quantity;
    readonly cost: UsdMicros;
    readonly payout: UsdMicros;
    readonly resolution: Resolution;
  }
  | { readonly kind: "equity_marked"; readonly marks: readonly EquityMark[] };

/** What can be journaled. */
export type JournalKind = JournalEntry["kind"];

/** The journal entry of one kind. */
export type EntryOf<Kind extends JournalKind> = Extract<
  JournalEntry,
  { readonly kind: Kind }
>;

/** An entry on its way into the journal. */
export interface JournalDraft {
  readonly entry: JournalEntry;
  /** The id of what directly caused it: a decision, order, round, signal or market. */
  readonly causationId: string | null;
  /** The id that the whole path from wake-up to settlement shares. */
  readonly correlationId: string | null;
  /** The venue's time, Unix milliseconds; our own where no venue spoke. */
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
}

/** A committed entry. `hash` covers every other field and the hash of the row before. */
export interface JournalRow extends JournalDraft {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** 64 hex digits. */
  readonly previousHash: string;
  /** 64 hex digits. */
  readonly hash: string;
}

/** The place and hash of a row that another follows on. */
export interface JournalHead {
  readonly sequence: number;
  /** 64 hex digits. */
  readonly hash: string;
}

/** What the first row names as the hash before it. */
export const GENESIS_HASH = "0".repeat(64);

/** The head of an empty journal. */
export const GENESIS_HEAD: JournalHead = { sequence: 0, hash: GENESIS_HASH };
