/**
 * Messages of the settler, the only writer of market phases, doubts about results, settlements and their reversals, equity marks,
 * deposits and withdrawals.
 *
 * The feed reports phases, the journal its rows in order, an operator asks for moves of capital; quotes are
 * conflated by market. Nothing else is kept over a restart: books are folded from the journal and what is
 * overdue is asked of the venue. A move of capital that was not answered may have been made: whoever asked asks
 * again under the same id.
 *
 * @module
 */
import type { TaskDue } from "../../domain/daily_task.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { PhaseChange } from "../../domain/market_register.ts";
import type { UsdMicros } from "../../domain/money.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { HoldAction } from "../../domain/settlement_check.ts";
import type { Quote } from "../../domain/quote.ts";
import type { ActorRef, MailboxOptions } from "../../runtime/mod.ts";
import type { PastFunding } from "../ports/funding_history.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { ResolutionReport } from "../ports/resolution.ts";

/** A deposit or a withdrawal that an operator asks for. */
export interface CapitalMove {
  /** Names this move: asked for again under the same id it is not made again. 1 to 200 characters. */
  readonly moveId: string;
  readonly contestantId: ContestantId;
  /** Above 0 for a deposit, below for a withdrawal. */
  readonly amount: UsdMicros;
  /** One sentence for people. */
  readonly reason: string;
  /** Who asks, as it signed. */
  readonly by: string;
}

/** What became of a move of capital. */
export type CapitalReply =
  | {
    readonly kind: "capital_moved";
    /** The row that it is in. */
    readonly sequence: number;
    /** What the account was worth just before, positions at the bid. */
    readonly equityBefore: UsdMicros;
    /** What it has in cash just after. */
    readonly cash: UsdMicros;
  }
  | {
    readonly kind: "capital_refused";
    /** One sentence for people. */
    readonly reason: string;
  };

/** What became of a reset. */
export type ResetReply =
  /** The row that it is in. */
  | { readonly kind: "account_reset"; readonly sequence: number }
  | {
    readonly kind: "reset_refused";
    /** One sentence for people. */
    readonly reason: string;
  };

/** Brings the account of a contestant that is halted back to its starting balance. */
export interface ResetAccount {
  readonly kind: "reset_account";
  readonly contestantId: ContestantId;
  /** Who asks, as it signed. */
  readonly by: string;
  /** One sentence for people. */
  readonly reason: string;
  readonly replyTo: ActorRef<ResetReply>;
}

/** What became of a decision about a hold. */
export type HoldReply =
  /** The row that it is in. */
  | { readonly kind: "hold_decided"; readonly sequence: number }
  | {
    readonly kind: "hold_refused";
    /** One sentence for people. */
    readonly reason: string;
  };

/** What an operator decides about a result that is held. */
export interface DecideHold {
  readonly kind: "decide_hold";
  readonly marketId: MarketId;
  readonly action: HoldAction;
  /** Who decides, as it signed. */
  readonly by: string;
  /** One sentence for people. */
  readonly reason: string;
  readonly replyTo: ActorRef<HoldReply>;
}

/** What goes on with what is held of perpetuals. */
export type PerpetualAccountMessage =
  | {
    readonly kind: "perpetual_reported";
    readonly report: PerpetualReport;
  }
  /** A full hour, Unix milliseconds: whoever holds a perpetual pays funding, or is paid. */
  | { readonly kind: "funding_due"; readonly atMs: number }
  /** The venue is asked once more for rates of hours that are over. */
  | { readonly kind: "past_funding_due" }
  | {
    readonly kind: "past_funding_reported";
    readonly marketId: MarketId;
    readonly hours: readonly PastFunding[];
  }
  | { readonly kind: "past_funding_failed"; readonly marketId: MarketId };

/** What the settler takes. */
export type SettlerMessage =
  | {
    readonly kind: "phase_reported";
    readonly change: PhaseChange;
    readonly occurredAtMs: number;
  }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | PerpetualAccountMessage
  | {
    readonly kind: "move_capital";
    readonly move: CapitalMove;
    readonly replyTo: ActorRef<CapitalReply>;
  }
  | ResetAccount
  | DecideHold
  | { readonly kind: "mark_due" }
  | { readonly kind: "poll_due" }
  | { readonly kind: "task_due"; readonly due: TaskDue }
  | { readonly kind: "resolution_reported"; readonly report: ResolutionReport }
  | {
    readonly kind: "resolution_failed";
    readonly marketId: MarketId;
    readonly error: Error;
  }
  | JournalMessage;

/** Quotes conflate by market; everything else keeps its place. */
export const SETTLER_MAILBOX: MailboxOptions<SettlerMessage> = {
  capacity: 16_384,
  overflow: {
    kind: "conflate",
    key: (message) =>
      message.kind === "quote_changed" ? message.quote.marketId : null,
  },
};
