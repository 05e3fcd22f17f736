import type { AccountReset } from "./account_reset.ts";
import type { ArenaEventEntry } from "./arena_event.ts";
import type { BoardSnapshotEntry } from "./board_snapshot.ts";
import type { Decision } from "./decision.ts";
import type { SummaryEntry } from "./event_summary.ts";
import type { Fill } from "./fill.ts";
import type { ContestantId, DecisionId, MarketId, OrderId } from "./ids.ts";
import type { DenialCode } from "./denial.ts";
import type {
  Market,
  MarketPhase,
  Outcome,
  Resolution,
  VenueId,
} from "./market.ts";
import type { Quantity, UsdMicros } from "./money.ts";
import type { ModelEntry } from "./model_entries.ts";
import type { Order } from "./order.ts";
import type { PerpetualEntry } from "./perpetual_entries.ts";
import type { PositionExit } from "./position_exit.ts";
import type { PayoutReported } from "./reported_payout.ts";
import type { RedemptionEntry } from "./redemption.ts";
import type { SettlementCheckEntry } from "./settlement_check.ts";
import type { SeasonEntry } from "./season_entries.ts";
import type { MarketSignal, SignalScore } from "./signal.ts";
import type {
  TradingScope,
  TradingState,
  TradingStateCause,
  WindDownStep,
} from "./trading_state.ts";

/** How one contestant stood when everybody was marked. Positions are marked at the bid. */
export interface EquityMark {
  readonly contestantId: ContestantId;
  readonly cash: UsdMicros;
  readonly positionsAtBid: UsdMicros;
  readonly equity: UsdMicros;
}

/** What a position paid at the end of its market. */
export interface SettledPosition {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
  readonly quantity: Quantity;
  readonly cost: UsdMicros;
  readonly payout: UsdMicros;
  readonly resolution: Resolution;
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
    readonly kind: "order_cancel_requested";
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | {
    readonly kind: "order_cancel_rejected";
    readonly orderId: OrderId;
    /** The venue's own words. */
    readonly reason: string;
  }
  | ({ readonly kind: "position_settled" } & SettledPosition)
  | ({ readonly kind: "settlement_reversed" } & SettledPosition)
  | { readonly kind: "equity_marked"; readonly marks: readonly EquityMark[] }
  | {
    readonly kind: "capital_moved";
    readonly contestantId: ContestantId;
    /** Above 0 for a deposit, below for a withdrawal. */
    readonly amount: UsdMicros;
    /** What the account was worth just before, for the time-weighted return. */
    readonly equityBefore: UsdMicros;
    readonly reason: string;
  }
  | {
    readonly kind: "funding_charged";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    /** Above 0 where the contestant paid, below where it was paid. */
    readonly amount: UsdMicros;
  }
  | {
    readonly kind: "inference_charged";
    readonly contestantId: ContestantId;
    readonly decisionId: DecisionId | null;
    /** 0 or more. */
    readonly amount: UsdMicros;
    readonly model: string;
  }
  | {
    readonly kind: "position_corrected";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly outcome: Outcome;
    readonly quantityBefore: Quantity;
    readonly quantityAfter: Quantity;
    /** What is held afterwards cost, without fees. */
    readonly costAfter: UsdMicros;
    readonly reason: string;
  }
  | {
    readonly kind: "balance_corrected";
    readonly contestantId: ContestantId;
    /** What is added to the cash. */
    readonly amount: UsdMicros;
    readonly reason: string;
  }
  | {
    readonly kind: "trading_state_changed";
    readonly scope: TradingScope;
    readonly state: TradingState;
    readonly step: WindDownStep | null;
    readonly cause: TradingStateCause;
    /** One sentence for people. */
    readonly detail: string;
    /** Who asked, as it signed; `arena` for what happens by itself. */
    readonly by: string;
  }
  | {
    readonly kind: "kill_switch_acknowledged";
    readonly scope: TradingScope;
    /** Orders that the venue has canceled since. */
    readonly canceled: number;
    /** Orders of which the venue has not said so. */
    readonly stillOpen: number;
  }
  | {
    readonly kind: "venue_circuit_changed";
    readonly venue: VenueId;
    /** `open` lets nothing through, `half_open` one order to try. */
    readonly circuit: "closed" | "open" | "half_open";
    readonly detail: string;
  }
  | {
    readonly kind: "order_dead_lettered";
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | {
    readonly kind: "dead_letter_resolved";
    readonly orderId: OrderId;
    /** `ask_again` asks the venue anew; `cancel` books the order as canceled on the operator's word. */
    readonly action: "ask_again" | "cancel";
    readonly by: string;
    readonly detail: string;
  }
  | {
    readonly kind: "reconciliation_completed";
    readonly venue: VenueId;
    readonly trigger: "start" | "reconnect" | "periodic" | "operator";
    readonly ordersChecked: number;
    readonly fillsChecked: number;
    readonly positionsChecked: number;
    readonly balancesChecked: number;
    /** Differences found, corrected or not. */
    readonly differences: number;
    /** Whose accounts did not answer, and were compared with nothing. Absent where all did. */
    readonly unanswered?: readonly ContestantId[];
  }
  | {
    readonly kind: "order_signed";
    readonly orderId: OrderId;
    /** What the venue will know it by: a signature or a hash. */
    readonly reference: string;
    /** Up to when the venue can take it, in its own unit; `null` where that never ends. */
    readonly validUntil: string | null;
  }
  | {
    readonly kind: "twin_filled";
    readonly orderId: OrderId;
    /** What the simulator filled of the same live order. */
    readonly quantity: Quantity;
    readonly notional: UsdMicros;
    readonly fees: UsdMicros;
  }
  | PositionExit
  | PayoutReported
  | RedemptionEntry
  | ModelEntry
  | SettlementCheckEntry
  | ({ readonly kind: "account_reset" } & AccountReset)
  /** What an operator did that no other row tells of. */
  | {
    readonly kind: "operator_acted";
    readonly action: string;
    readonly subject: string;
    readonly by: string;
    readonly reason: string;
  }
  | BoardSnapshotEntry
  | SeasonEntry
  | SummaryEntry
  | PerpetualEntry
  | ArenaEventEntry;

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
